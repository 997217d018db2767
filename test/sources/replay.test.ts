import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, describe, expect, it } from 'vitest'
import { checkSources, saveSource } from '../../src/sources/index.ts'
import { useDatabase } from '../support/database.ts'
import { freePort } from '../support/services.ts'

/** Command line of a server that replays recorded feeds (`feed-replay.mjs DIR`); the recordings are not part of the project. */
const command = process.env.FEED_REPLAY
const database = useDatabase()
let child: ChildProcess | undefined
afterAll(() => void child?.kill())

describe('recorded feeds', () => {
  if (!command) console.warn('\n!! FEED_REPLAY is not set: the replay of recorded feeds is SKIPPED.\n')
  it.skipIf(!command)(
    'read for ten weeks give each entry once, every edit as a revision, and no failure',
    async () => {
      const port = await freePort()
      child = spawn(process.execPath, [...String(command).split(' '), '--port', String(port)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      if (child.stdout) await once(child.stdout, 'data')
      const base = `http://127.0.0.1:${port}`
      const { now, end, feeds } = (await (await fetch(base)).json()) as { now: string; end: string; feeds: string[] }
      const sourceIds: string[] = []
      for (const name of feeds) {
        const saved = await saveSource(
          database.db,
          'main',
          { name, url: `${base}/${name}.xml`, intervalSeconds: 3_600 },
          new Date(now),
        )
        sourceIds.push(saved.id)
      }
      const total = { checked: 0, failed: 0, inserted: 0, revised: 0 }
      for (let at = Date.parse(now); at < Date.parse(end); at += 6 * 3_600_000) {
        await fetch(`${base}/clock?to=${new Date(at).toISOString()}`, { method: 'POST' })
        const options = {
          allowPrivateNetwork: true,
          now: new Date(at),
          speed: 3_600,
          jobId: 'replay',
          signal: AbortSignal.timeout(60_000),
        }
        await database.sql`update sources set next_check_at = ${new Date(at).toISOString()} where is_active`
        const counts = await checkSources(database.db, { ...options, sourceIds })
        for (const key of ['checked', 'failed', 'inserted', 'revised'] as const) total[key] += counts[key]
      }
      const [rows] = await database.sql`
      select (select count(*)::int from items) as items, (select count(*)::int from item_revisions) as revisions,
        (select count(distinct (source_id, external_id))::int from items) as identities`
      const failures =
        await database.sql`select distinct s.name, c.status_code, c.error from source_health_checks c join sources s on s.id = c.source_id where c.outcome = 'failed'`
      expect(rows).toMatchObject({ items: total.inserted, revisions: total.revised, identities: total.inserted })
      expect(total.inserted).toBeGreaterThan(1_000)
      expect(total.revised).toBeGreaterThan(0)
      expect(failures.filter((failure) => failure.status_code !== 404)).toEqual([])
    },
    300_000,
  )
})
