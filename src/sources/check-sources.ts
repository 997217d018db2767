import { DrizzleQueryError } from 'drizzle-orm'
import pLimit from 'p-limit'
import { Keyring } from '../credentials/index.ts'
import type { Db } from '../db/client.ts'
import { messageOf, SourceError } from '../errors.ts'
import { deleteItems, saveItems } from '../items/index.ts'
import type { ReadResult } from './connectors/connector.ts'
import { getConnector } from './connectors/index.ts'
import { HttpClient } from './http/http-client.ts'
import { HostBusyError, TurnError, Turns } from './http/turns.ts'
import { claimDueSources, releaseSource, type SourceRow } from './queries.ts'
import { readSource } from './read-source.ts'
import { recordFailure, recordSuccess } from './record-check.ts'

const sourcesAtOnce = 8
const pagesPerCheck = 50
/** A source with more pages is due again at once; real time, well within the lease. */
const longestCheckMs = 2 * 60_000
/** A reader that has not reported after this long, in real time, is taken for dead. */
const leaseMs = 5 * 60_000

export interface CheckOptions {
  sourceIds: readonly string[]
  allowPrivateNetwork: boolean
  now: Date
  /** Clock seconds per real second. */
  speed: number
  jobId: string
  signal: AbortSignal
  http?: HttpClient
  /** Opens the credentials of sources; without it none can be used. */
  keyring?: Keyring
}

/** What a round of checks did. Index signature: figures for the run's record. */
export interface CheckCounts extends Record<string, number> {
  checked: number
  failed: number
  entries: number
  inserted: number
  revised: number
}

/**
 * Reads those of the given sources that are due, several at a time but one per host, and stores what they bring. A source that
 * cannot be read keeps its error and back-off on its row and stops no other. Whatever else fails (the database, above all) is no
 * fault of the source: it stays due, the others are done first, then the failure is thrown. Ends early when `signal` aborts; what
 * was not reached becomes due again when its lease ends.
 */
export async function checkSources(db: Db, options: CheckOptions): Promise<CheckCounts> {
  const { now, speed, signal } = options
  const lease = new Date(now.getTime() + leaseMs * Math.max(1, speed))
  const due = await claimDueSources(db, options.sourceIds, now, lease)
  const counts: CheckCounts = { checked: 0, failed: 0, entries: 0, inserted: 0, revised: 0 }
  const http = options.http ?? new HttpClient({}, undefined, { turns: new Turns(db), speed })
  const atOnce = pLimit(sourcesAtOnce)
  try {
    const failures: unknown[] = []
    await Promise.all(
      byHost(due).map((sources) =>
        atOnce(async () => {
          for (const source of sources) {
            if (signal.aborted) return
            try {
              await checkSource(db, source, { ...options, http }, counts)
            } catch (error) {
              failures.push(error)
            }
          }
        }),
      ),
    )
    if (failures.length > 0) throw failures[0]
  } finally {
    if (!options.http) await http.close()
  }
  return counts
}

async function checkSource(
  db: Db,
  source: SourceRow,
  options: CheckOptions & { http: HttpClient },
  counts: CheckCounts,
): Promise<void> {
  const startedAt = performance.now()
  const context = () => ({
    now: options.now,
    jobId: options.jobId,
    durationMs: Math.round(performance.now() - startedAt),
  })
  counts.checked++
  try {
    let current = source
    for (let page = 0; page < pagesPerCheck && !options.signal.aborted; page++) {
      const read = await readOf(db, current, options)
      const saved = await db.transaction(async (tx) => {
        const { id: sourceId, tenantId } = source
        const stored = await saveItems(tx, { tenantId, sourceId, entries: read.entries, now: options.now })
        const refused = stored.rejected.map(
          ({ index, problems }) =>
            `entry ${read.entries[index]?.externalId ?? index} was refused: ${problems[0]?.message ?? ''}`,
        )
        await deleteItems(tx, { tenantId, sourceId, externalIds: read.withdrawn ?? [], now: options.now })
        await recordSuccess(tx, current, { ...read, warnings: [...read.warnings, ...refused] }, stored, context())
        return stored
      })
      counts.entries += read.entries.length
      counts.inserted += saved.inserted
      counts.revised += saved.revised
      if (!read.more || performance.now() - startedAt > longestCheckMs) return
      current = { ...current, watermark: read.watermark, etag: read.etag, lastModified: read.lastModified }
    }
  } catch (error) {
    // The process is stopping: that is no fault of the source.
    if (options.signal.aborted) return
    if (error instanceof HostBusyError) {
      const waitMs = (error.retryAfterMs ?? 0) * Math.max(1, options.speed)
      await releaseSource(db, source, new Date(options.now.getTime() + waitMs))
      return
    }
    if (!(error instanceof SourceError)) {
      await releaseSource(db, source, source.nextCheckAt)
      throw error
    }
    counts.failed++
    await recordFailure(db, source, error, context())
  }
}

/** Whatever goes wrong while reading is the source's, except the database, which is asked for turns and credentials on the way. */
async function readOf(db: Db, source: SourceRow, options: CheckOptions & { http: HttpClient }): Promise<ReadResult> {
  const { keyring = new Keyring([]) } = options
  try {
    const config = getConnector(source.connector).config.parse(source.config)
    return await readSource(db, { ...source, config }, { ...options, keyring, tenantId: source.tenantId })
  } catch (error) {
    if (error instanceof SourceError || error instanceof TurnError || error instanceof DrizzleQueryError) throw error
    throw new SourceError(`it could not be read: ${messageOf(error)}`.slice(0, 1_000), { cause: error })
  }
}

/** Sources by host; those without a web address of their own do not wait for each other. */
function byHost(sources: readonly SourceRow[]): SourceRow[][] {
  const hosts = new Map<string, SourceRow[]>()
  for (const source of sources) {
    const host = source.url && URL.canParse(source.url) ? new URL(source.url).host : source.id
    hosts.set(host, [...(hosts.get(host) ?? []), source])
  }
  return [...hosts.values()]
}
