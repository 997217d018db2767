import type { Db } from '../db/client.ts'
import { InputError, messageOf } from '../errors.ts'
import type { NewSource } from './new-source.ts'
import { listSources, saveSource } from './queries.ts'

/** What became of a list of sources. */
export interface ImportReport {
  added: string[]
  /** Already there under the same address; brought up to date. */
  updated: string[]
  refused: { name: string; reason: string }[]
}

/** Saves each of the sources; one that cannot be saved is reported and does not stop the others. */
export async function importSources(
  db: Db,
  tenantId: string,
  sources: readonly NewSource[],
  now: Date,
): Promise<ImportReport> {
  const rows = await listSources(db, tenantId)
  const known = new Set(rows.map((source) => source.id))
  const urls = new Map(rows.map((source) => [source.name, source.url]))
  const report: ImportReport = { added: [], updated: [], refused: [] }
  for (const source of sources) {
    try {
      const saved = await saveSource(db, tenantId, { ...source, name: freeName(source, urls) }, now)
      urls.set(saved.name, saved.url)
      if (known.has(saved.id)) report.updated.push(saved.name)
      else report.added.push(saved.name)
      known.add(saved.id)
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      report.refused.push({ name: source.name ?? source.url ?? '', reason: messageOf(error) })
    }
  }
  return report
}

/** Lists from elsewhere use a title for several feeds: the address then tells them apart. */
function freeName(source: NewSource, urls: ReadonlyMap<string, string | null>): string | null {
  const { name, url } = source
  if (!name || !urls.has(name) || urls.get(name) === url) return name ?? null
  return `${name.slice(0, 100)} (${url ?? ''})`.slice(0, 200)
}
