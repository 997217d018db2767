import { drizzle } from 'drizzle-orm/postgres-js'
import { beforeAll, expect, it } from 'vitest'
import { jobs } from '../../jobs/index.ts'
import type { Db } from '../../src/db/client.ts'
import * as schema from '../../src/db/schema/index.ts'
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
      independent_source_count, activity_state, momentum_at, first_seen_at, last_updated_at, version, scored_version, embedded_version,
      embedding_status, created_at, updated_at)
    select md5('event' || n)::uuid, 'main', 'en', 'headline', md5('item' || n)::uuid, 2, 2, 2, 'closed', now(), now(), now(), 2,
      case when n > 2990 then 1 else 2 end, 2, 'succeeded', now(), now() from generate_series(1, 3000) n`
  await sql`insert into event_items (item_id, tenant_id, event_id, seq, score, added_at)
    select md5('item' || n)::uuid, 'main', md5('event' || (1 + n / 2))::uuid, n, 1, now() from generate_series(1, 5980) n`
  await sql`insert into event_shards (tenant_id, language, cursor_seq, updated_at) values ('main', 'en', 5980, now())`
  await sql`analyze`
  const rows = await sql<{ relname: string }[]>`select relname from pg_class where relkind = 'r' and reltuples > 1000`
  filled = new Set(rows.map((row) => row.relname))
})

it.each(jobs.map((job) => [job.name, job] as const))(
  'a sweep of %s reads no table through that grows with the items',
  async (_name, job) => {
    const statements: { query: string; params: unknown[] }[] = []
    const logger = { logQuery: (query: string, params: unknown[]) => void statements.push({ query, params }) }
    const db: Db = drizzle(database.sql, { schema, logger })
    await job.due({ db, now })
    expect(statements.length).toBeGreaterThan(0)
    const through: string[] = []
    for (const { query, params } of statements) {
      const [plan] = await database.sql.unsafe(`explain (format json) ${query}`, params as never[])
      collectScans(plan?.['QUERY PLAN'], through)
    }
    expect(filled.size).toBeGreaterThanOrEqual(3)
    expect(through.filter((table) => filled.has(table))).toEqual([])
  },
)

function collectScans(plan: unknown, found: string[]): void {
  if (Array.isArray(plan)) for (const part of plan) collectScans(part, found)
  else if (plan && typeof plan === 'object') {
    const node = plan as Record<string, unknown>
    if (node['Node Type'] === 'Seq Scan') found.push(String(node['Relation Name']))
    for (const part of Object.values(node)) collectScans(part, found)
  }
}
