import { fetchSources } from '../../../jobs/fetch-sources.ts'
import { ConflictError, InputError, messageOf, SourceError } from '../../errors.ts'
import {
  expectSourceVersion,
  getSource,
  listConnectors,
  listSources,
  previewSource,
  requestCheck,
  resetBackoff,
  saveSource,
  setFullText,
  setSourceActive,
  WebPageError,
} from '../../sources/index.ts'
import type { AppServices } from '../app-services.ts'
import { presentPreview, presentSource, presentSourceDetail, presentWebPage } from '../present/source.ts'
import { HttpError } from '../problem.ts'
import { enqueueNow } from '../queue-access.ts'
import type { Handlers } from '../route.ts'

/** How long somebody waits to see what a source brings. */
const previewMs = 60_000

type SourceOperation =
  | 'listConnectors'
  | 'listSources'
  | 'createSource'
  | 'previewSource'
  | 'getSource'
  | 'changeSource'
  | 'resetSourceBackoff'
  | 'checkSource'

/** Sources with their health, and what an operator does about them. */
export function sourceRoutes({ db, queues, keyring, options }: AppServices): Pick<Handlers, SourceOperation> {
  return {
    async listSources({ tenantId }) {
      return { data: (await listSources(db, tenantId)).map(presentSource) }
    },

    async listConnectors() {
      return { data: listConnectors() }
    },

    async createSource({ tenantId, body, now, version }) {
      refusePrivateAccess(body.config, options.allowPrivateNetwork === true)
      return presentSource(await saveSource(db, tenantId, body, now, version))
    },

    async previewSource({ tenantId, body, now }) {
      const allowPrivateNetwork = options.allowPrivateNetwork === true
      refusePrivateAccess(body.config, allowPrivateNetwork)
      const signal = AbortSignal.timeout(previewMs)
      try {
        return presentPreview(await previewSource(db, body, { tenantId, keyring, allowPrivateNetwork, now, signal }))
      } catch (error) {
        if (error instanceof WebPageError) return presentWebPage(error.feeds)
        if (error instanceof SourceError) throw new HttpError(502, `The source cannot be read: ${messageOf(error)}`)
        if (signal.aborted) throw new HttpError(502, 'The source did not answer in time.')
        throw error
      }
    },

    async getSource({ tenantId, params }) {
      return presentSourceDetail(await getSource(db, tenantId, params.sourceId))
    },

    async changeSource({ tenantId, params, body, now, version }) {
      const { sourceId } = params
      await db.transaction(async (tx) => {
        if (version !== undefined) await expectSourceVersion(tx, tenantId, sourceId, version)
        if (body.fullText !== undefined) await setFullText(tx, tenantId, sourceId, body.fullText, now)
        if (body.isActive !== undefined) await setSourceActive(tx, tenantId, sourceId, body.isActive, now)
      })
      return presentSource(await getSource(db, tenantId, sourceId))
    },

    async resetSourceBackoff({ tenantId, params, now }) {
      return presentSource(await resetBackoff(db, tenantId, params.sourceId, now))
    },

    async checkSource({ tenantId, params, now }) {
      const source = await requestCheck(db, tenantId, params.sourceId, now)
      if (source.intervalSeconds === null)
        throw new ConflictError(`${source.name} is never polled: its items are handed over, there is nothing to check.`)
      if (!source.isActive) throw new ConflictError(`${source.name} is switched off; switch it on to check it.`)
      await enqueueNow(queues, fetchSources, { sourceIds: [source.id] })
      return { queue: fetchSources.name, jobs: 1 }
    },
  }
}

/** Settings with which a source could read what only this machine may. */
const serverOnly = ['allowPrivate', 'path'] as const

/** Throws InputError for settings that whoever holds a key must not give. */
function refusePrivateAccess(config: Record<string, unknown> | null | undefined, allowPrivateNetwork: boolean): void {
  const refused = serverOnly.filter((name) => config?.[name] !== undefined)
  const field = refused.find((name) => name !== 'allowPrivate' || !allowPrivateNetwork)
  if (!field) return
  const message = 'can only be set on the command line of the server'
  throw new InputError(`The source was not accepted: config.${field} ${message}.`, [
    { field: `config.${field}`, message },
  ])
}
