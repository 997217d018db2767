import { drizzle } from 'drizzle-orm/postgres-js'
import { beforeAll, expect, it } from 'vitest'
import { jobs } from '../../jobs/index.ts'
import type { Db } from '../../src/db/client.ts'
import * as schema from '../../src/db/schema/index.ts'
import {
  hasUnresolved,
  listKeptJobIds,
  listUnresolvedDigests,
  markJobsRetried,
  resolveDeadLetters,
} from '../../src/pipeline/index.ts'
import { useDatabase } from '../support/database.ts'

const database = useDatabase()
const now = new Date('2031-05-20T00:00:00Z')
/** Tables of the workspace below that hold many rows; an empty partition may be read through. */
let filled: Set<string>

beforeAll(async () => {
  const { sql } = database
  await sql`insert into tenants (id, name, item_seq) values ('main', 'main', 6000) on conflict (id) do update set item_seq = 6000`
  await sql`insert into items (id, tenant_id, seq, source_id, connector, external_id, title, text, published_at, fetched_at,
      ingested_at, language, processing_status, embedding_status)
    select md5('item' || n)::uuid, 'main', n, md5('source')::uuid, 'push', n::text, 'title ' || n, repeat('word ', 50), now(), now(),
      now(), 'en', (case when n > 5990 then 'pending' else 'classified' end)::processing_status, 'succeeded'
    from generate_series(1, 6000) n`
  await sql`insert into events (id, tenant_id, language, headline, primary_item_id, item_count, source_count,
      independent_source_count, activity_state, momentum_state, momentum_at, first_seen_at, last_updated_at, version, scored_version, embedded_version,
      embedding_status, created_at, updated_at)
    select md5('event' || n)::uuid, 'main', 'en', 'headline', md5('item' || n)::uuid, 2, 2, 2, 'closed', 'dead', now(), now(), now(), 2,
      case when n > 2990 then 1 else 2 end, 2, 'succeeded', now(), now() from generate_series(1, 3000) n`
  await sql`insert into event_items (item_id, tenant_id, event_id, seq, score, added_at)
    select md5('item' || n)::uuid, 'main', md5('event' || (1 + n / 2))::uuid, n, 1, now() from generate_series(1, 5980) n`
  await sql`insert into event_shards (tenant_id, language, cursor_seq, updated_at) values ('main', 'en', 5980, now())`
  await sql`insert into dead_letters (id, stage, payload_digest, cause, fingerprint, reason, job_ids, attempts, first_failed_at,
      last_failed_at, resolved_at, resolution, held_until)
    select md5('letter' || n)::uuid, 'normalize', md5(n::text), 'fault', 'f', 'r', array[n::text], 1, now(), now(),
      case when n % 20 > 0 then now() end, case when n % 20 > 0 then 'recovered' end, case when n % 20 = 0 then now() end
    from generate_series(1, 5000) n`
  await sql`analyze`
  const rows = await sql<{ relname: string }[]>`select relname from pg_class where relkind = 'r' and reltuples > 1000`
  filled = new Set(rows.map((row) => row.relname))
})

it.each(jobs.map((job) => [job.name, job] as const))(
  'a sweep of %s reads no table through that grows with the items',
  async (_name, job) => {
    expect(await readThrough((db) => job.due({ db, now }))).toEqual([])
  },
)

const stage = 'normalize'
const digests = ['ec5decca5ed3d6b8079e2e7e7bacc9f2', ...Array.from({ length: 250 }, (_, n) => `none ${n}`)]

it.each<[string, (db: Db) => Promise<unknown>]>([
  ['whether any is held back', (db) => hasUnresolved(db, stage)],
  ['what is held back', (db) => listUnresolvedDigests(db, { stage, digests, now })],
  ['what went through', (db) => resolveDeadLetters(db, { stage, digests, now })],
  ['which failed jobs are kept', (db) => listKeptJobIds(db, stage, ['7', '8', 'none'])],
  ['what was retried in the queue', (db) => markJobsRetried(db, { stage, jobId: '9', by: 'Ana', now })],
])('a sweep that asks of dead letters %s does not read through them', async (_what, ask) => {
  expect(await readThrough(ask)).toEqual([])
})

/** Tables that hold many rows and are read through by the statements of `ask`. */
async function readThrough(ask: (db: Db) => Promise<unknown>): Promise<string[]> {
  const statements: { query: string; params: unknown[] }[] = []
  const logger = { logQuery: (query: string, params: unknown[]) => void statements.push({ query, params }) }
  await ask(drizzle(database.sql, { schema, logger }))
  expect(statements.length).toBeGreaterThan(0)
  const through: string[] = []
  for (const { query, params } of statements) {
    const [plan] = await database.sql.unsafe(`explain (format json) ${query}`, params as never[])
    collectScans(plan?.['QUERY PLAN'], through)
  }
  expect(filled.size).toBeGreaterThanOrEqual(4)
  return through.filter((table) => filled.has(table))
}

function collectScans(plan: unknown, found: string[]): void {
  if (Array.isArray(plan)) for (const part of plan) collectScans(part, found)
  else if (plan && typeof plan === 'object') {
    const node = plan as Record<string, unknown>
    if (node['Node Type'] === 'Seq Scan') found.push(String(node['Relation Name']))
    for (const part of Object.values(node)) collectScans(part, found)
  }
}
