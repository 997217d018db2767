import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import { checkSources, listDueSourceIds, parseFeed, saveSource } from '../../src/sources/index.ts'
import { useDatabase } from '../support/database.ts'
import { freePort } from '../support/services.ts'

/** Command line of a server that replays recorded feeds (`feed-replay.mjs DIR`); the recordings are not part of the project. */
const command = process.env.FEED_REPLAY
const database = useDatabase()
let child: ChildProcess | undefined
const hour = 3_600_000

/** The replay server on a port of its own, its clock at its first recording. */
async function startReplay() {
  const port = await freePort()
  child = spawn(process.execPath, [...String(command).split(' '), '--port', String(port)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (child.stdout) await once(child.stdout, 'data')
  const base = `http://127.0.0.1:${port}`
  const told = (await (await fetch(base)).json()) as { now: string; end: string; feeds: string[] }
  const post = (path: string) => fetch(`${base}${path}`, { method: 'POST' })
  return {
    ...told,
    base,
    goTo: (at: Date) => post(`/clock?to=${at.toISOString()}`),
    fail: (feed: string, status: number) => post(`/fail?feed=${feed}&status=${status}`),
  }
}
const checking = (now: Date) => ({
  allowPrivateNetwork: true,
  now,
  speed: 3_600,
  jobId: 'replay',
  signal: AbortSignal.timeout(60_000),
})
afterEach(async () => {
  child?.kill()
  await database.sql`truncate sources, items, item_identities, item_revisions, source_health_checks, request_turns cascade`
})

describe('recorded feeds', () => {
  if (!command) console.warn('\n!! FEED_REPLAY is not set: the replay of recorded feeds is SKIPPED.\n')
  it.skipIf(!command)(
    'read for ten weeks give each entry once, every edit as a revision, and no failure',
    async () => {
      const { base, now, end, feeds, goTo } = await startReplay()
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
        await goTo(new Date(at))
        await database.sql`update sources set next_check_at = ${new Date(at).toISOString()} where is_active`
        const counts = await checkSources(database.db, { ...checking(new Date(at)), sourceIds })
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

  it.skipIf(!command)(
    'read for a week in which four of five fail for hours and days: none dies quietly, nothing is lost or doubled',
    async () => {
      const { base, now, feeds, goTo, fail } = await startReplay()
      // Well into the recordings, where every feed has something to say.
      const start = Date.parse(now) + 14 * 24 * hour
      await goTo(new Date(start))
      const ids = new Map<string, string>()
      for (const name of feeds) {
        const saved = await saveSource(database.db, 'main', { name, url: `${base}/${name}.xml` }, new Date(start))
        ids.set(name, saved.id)
      }
      const [busy = '', broken = '', missing = '', gone = '', well = ''] = feeds
      /** From and until which hour of the week a feed answers what. */
      const faults: [feed: string, status: number, from: number, until: number][] = [
        [busy, 429, 10, 16],
        [busy, 503, 60, 75],
        [broken, 500, 24, 72],
        [missing, 404, 5, 30],
        [gone, 410, 48, 168],
      ]
      for (let step = 0; step < 7 * 24 * 2; step++) {
        const at = new Date(start + (step * hour) / 2)
        await goTo(at)
        for (const [feed, status, from, until] of faults) {
          if (step === from * 2) await fail(feed, status)
          if (step === until * 2) await fail(feed, 200)
        }
        for (const sourceIds of await listDueSourceIds(database.db, at, { batch: 25, limit: 100 }))
          await checkSources(database.db, { ...checking(at), sourceIds })
        // Whatever fails says why and when it is tried next.
        const quiet = await database.sql`
          select name from sources where status = 'failing' and (last_error is null or next_check_at is null or next_check_at <= ${at.toISOString()})`
        expect(quiet).toEqual([])
      }
      const after =
        await database.sql`select name, is_active, last_error, consecutive_failures, disabled_reason from sources`
      const stateOf = (name: string) => after.find((row) => row.name === name)
      for (const name of [busy, broken, missing, well])
        expect(stateOf(name)).toMatchObject({ is_active: true, last_error: null, consecutive_failures: 0 })
      expect(stateOf(gone)).toMatchObject({ is_active: false, disabled_reason: expect.stringContaining('gone') })
      const failed = await database.sql`
        select s.name, c.status_code as status, count(*)::int as tries from source_health_checks c join sources s on s.id = c.source_id
        where c.outcome = 'failed' group by 1, 2`
      expect(failed.map(({ name, status }) => `${name} ${status}`).sort()).toEqual(
        faults.map(([name, status]) => `${name} ${status}`).sort(),
      )
      // Two days of failures are a handful of tries, not two hundred.
      expect(failed.find(({ name }) => name === broken)?.tries).toBeLessThan(15)
      for (const name of [busy, broken, missing, well]) {
        const answer = await fetch(`${base}/${name}.xml`)
        const listed = parseFeed(Buffer.from(await answer.arrayBuffer())).entries.map((entry) => entry.id ?? '')
        const stored = await database.sql`select external_id from items where source_id = ${ids.get(name) ?? ''}`
        const known = stored.map((row) => row.external_id)
        expect(known).toEqual(expect.arrayContaining(listed))
        expect(new Set(known).size).toBe(known.length)
      }
    },
    300_000,
  )
})
