import { InputError } from '../../errors.ts'
import {
  definitionSchema,
  definitionYaml,
  getTrendRow,
  listDefinitions,
  parseDefinitions,
  previewDefinition,
  saveDefinition,
  trendDefinition,
} from '../../trends/index.ts'
import { matcher as byWords } from '../../trends/match/index.ts'
import type { AppServices } from '../app-services.ts'
import type { Answer } from '../contract.ts'
import type { Handlers } from '../route.ts'

/** Definition files: stored, shown first, handed out again. */
export function definitionRoutes({
  db,
  matcher = byWords,
}: AppServices): Pick<Handlers, 'applyDefinitions' | 'exportDefinition' | 'getDefinitionSchema'> {
  return {
    async applyDefinitions({ tenantId, identity, body, now, version }) {
      const { dryRun, toHistory, author = identity.name } = body
      const yaml = body.yaml ?? (body.definitions ?? []).map((entry) => JSON.stringify(entry)).join('\n---\n')
      const definitions = parseDefinitions(yaml, 'The request')
      if (version !== undefined && definitions.length !== 1)
        throw new InputError('If-Match names the version of one trend: send its definition alone')
      const data: Answer<'applyDefinitions'>['data'] = []
      for (const definition of definitions) {
        const { effectiveFrom, ...preview } = await previewDefinition(db, {
          tenantId,
          definition,
          matcher,
          now,
          toHistory,
          alongside: definitions.map(({ id }) => id),
        })
        const stored = !dryRun && preview.change !== 'unchanged'
        if (stored) await saveDefinition(db, { tenantId, definition, now, author, toHistory, seenVersion: version })
        data.push({
          ...preview,
          // An absent side of a change has no place in JSON.
          changes: preview.changes.map(({ path, before = null, after = null }) => ({ path, before, after })),
          effectiveFrom: effectiveFrom.toISOString(),
          stored,
        })
      }
      return { data }
    },

    async exportDefinition({ tenantId, params: { slug } }) {
      const trend = await getTrendRow(db, tenantId, slug)
      const latest = (await listDefinitions(db, trend.id)).at(-1)
      const definition = trendDefinition.parse(latest?.definition)
      return { slug: trend.slug, version: latest?.version ?? 0, definition, yaml: definitionYaml(definition) }
    },

    async getDefinitionSchema() {
      return definitionSchema()
    },
  }
}
