import postgres from 'postgres'
import { pause } from './services.ts'
import type { Report, Turn } from './stream.ts'
import { feedOutlets, ingestBodyOf } from './stream.ts'
import type { Outside } from './web.ts'

export interface Loader {
  /** Adds the feeds as sources. */
  addSources(): Promise<void>
  /** Hands the turns over, each repeated until it is stored before the next begins. */
  load(turns: readonly Turn[], onTurn: (done: number) => void): Promise<void>
  close(): Promise<void>
}

const token = 'a-token-of-the-chaos-run'
const askAgainMs = 3_000
const patienceMs = 180_000

/** Environment of the role that lets the loader in. */
export const loaderEnvironment = { BELLWETHER_ADMIN_TOKEN: token }

/**
 * Loads reports through the API and the feeds. Events are a function of the order of arrival, so the order must be the same in
 * every run: one stream, in which a request whose answer was lost is sent again as it was, and a feed is asked again, until all
 * of its reports are stored.
 */
export function createLoader(apiUrl: string, outside: Outside, databaseUrl: () => string): Loader {
  const call = async (method: string, path: string, body?: unknown): Promise<Response> =>
    fetch(`${apiUrl}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      signal: AbortSignal.timeout(20_000),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })

  /** Repeats until the answer has one of the statuses; whatever is away comes back. */
  async function insist(method: string, path: string, body: unknown, statuses: readonly number[]): Promise<unknown> {
    const deadline = performance.now() + patienceMs
    for (;;) {
      const response = await call(method, path, body).catch(() => undefined)
      const answer: unknown = await response?.json().catch(() => undefined)
      if (response && answer !== undefined && statuses.includes(response.status)) return answer
      if (response && response.status >= 400 && response.status < 500 && response.status !== 429)
        throw new Error(`${method} ${path} answered ${response.status}: ${JSON.stringify(answer)}`)
      if (performance.now() > deadline) throw new Error(`${method} ${path} found no answer for ${patienceMs} ms`)
      await pause(200)
    }
  }

  const sourceIds = new Map<string, string>()

  let database: { url: string; sql: postgres.Sql } | undefined
  const close = async () => {
    await database?.sql.end({ timeout: 1 }).catch(() => {})
    database = undefined
  }
  async function connect(): Promise<postgres.Sql> {
    const url = databaseUrl()
    if (database && database.url !== url) await close()
    database ??= { url, sql: postgres(url, { max: 1, onnotice: () => {}, connect_timeout: 5 }) }
    return database.sql
  }

  async function isStored(reports: readonly Report[], sourceId: string): Promise<boolean> {
    try {
      const sql = await connect()
      const hashes = JSON.stringify(reports.map(({ externalId, text }) => ({ id: externalId, end: text.slice(-30) })))
      const [row] = await sql`
        select count(*)::int as stored from json_to_recordset(${hashes}::text::json) as wanted(id text, "end" text)
        join items i on i.external_id = wanted.id and i.source_id = ${sourceId} and right(i.text, 60) like '%' || wanted."end" || '%'`
      return row?.stored === reports.length
    } catch {
      // The server is being restarted; it is asked again.
      await close()
      return false
    }
  }

  async function loadFeed({ outlet, reports }: Turn): Promise<void> {
    outside.publish(feedPath(outlet), reports)
    const id = sourceIds.get(outlet) ?? ''
    const deadline = performance.now() + patienceMs
    while (performance.now() < deadline) {
      await insist('POST', `/sources/${id}/check`, undefined, [202])
      const askedAt = performance.now()
      while (performance.now() - askedAt < askAgainMs) {
        if (await isStored(reports, id)) return
        await pause(100)
      }
    }
    throw new Error(`the feed of ${outlet} was not read within ${patienceMs} ms`)
  }

  return {
    async addSources() {
      for (const outlet of feedOutlets) {
        const source = { name: outlet, url: `${outside.url}/${feedPath(outlet)}`, owner: outlet, tier: 'major' }
        outside.publish(feedPath(outlet), [])
        const added = await insist('POST', '/sources', { ...source, intervalSeconds: 3_600 }, [201, 200])
        sourceIds.set(outlet, (added as { id: string }).id)
      }
    },
    async load(turns, onTurn) {
      for (const [i, turn] of turns.entries()) {
        if (turn.kind === 'feed') await loadFeed(turn)
        else await insist('POST', '/ingest', ingestBodyOf(turn), [202])
        onTurn(i + 1)
      }
    },
    close,
  }
}

const feedPath = (outlet: string): string => `${outlet.toLowerCase().replaceAll(' ', '-')}.xml`
