import { sql } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { trends } from '../db/schema/index.ts'
import { displayProbability, logOddsOf } from '../trends/index.ts'

/** One row before and after; only the columns that differ. */
export interface RowChange {
  table: string
  key: string
  kind: 'inserted' | 'updated'
  before: Record<string, unknown> | null
  after: Record<string, unknown>
}

export interface TableChanges {
  table: string
  inserted: number
  updated: number
  /** Written again with what they said before. */
  rewritten: number
  deleted: number
}

/** A trend's value at one instant before and after. */
export interface TrendMove {
  slug: string
  name: string
  logOddsBefore: number
  logOddsAfter: number
  probabilityBefore: number
  probabilityAfter: number
}

/** What a transaction changed so far. */
export interface RowChanges {
  tables: TableChanges[]
  /** At most 100 of each table. */
  rows: RowChange[]
  trends: TrendMove[]
}

/** Tables people know, with their keys; what only keeps the pipeline's books is left out. */
const watched: Record<string, readonly string[]> = {
  sources: ['id'],
  items: ['id'],
  item_revisions: ['id'],
  events: ['id'],
  event_items: ['item_id'],
  event_lineage: ['id'],
  trends: ['id'],
  trend_evidence: ['id'],
  trend_blind_spans: ['id'],
  trend_snapshots: ['trend_id', 'timestamp'],
}
/** Columns that are derived from others or only keep the pipeline's books. */
const unseen = [
  'fts',
  'fingerprints',
  'simhash',
  'attempts',
  'regroup_due',
  'version',
  'scored_version',
  'embedded_version',
  'scored_definition_id',
  'snapshots_stale_from',
  'current_as_of',
  'current_log_odds',
  'momentum_at',
  'updated_at',
]
const rowsCompared = 10_000
const rowsShown = 100
/** Differences below this are rounding. */
const leastMove = 1e-9

/**
 * Begins to watch what `tx`, a repeatable-read transaction that has done nothing yet, changes; the function it answers tells
 * what that was. The rows as they were are read through `db` on the same snapshot. Counts of deleted rows include those
 * deleted in savepoints that were rolled back.
 */
export async function watchChanges(db: Db, tx: Db, tenantId: string): Promise<(now: Date) => Promise<RowChanges>> {
  const [start] = await tx.execute<{ snapshot: string; xid: string }>(
    sql`select pg_export_snapshot() as snapshot, pg_current_xact_id()::text as xid`,
  )
  if (!start) throw new Error('the database did not export a snapshot')
  return (now) =>
    db.transaction(
      async (before) => {
        await before.execute(sql.raw(`set transaction snapshot '${start.snapshot.replace(/[^\w-]/g, '')}'`))
        const touched = await listTouchedTables(tx)
        const tables: TableChanges[] = []
        const rows: RowChange[] = []
        for (const [table, keys] of Object.entries(watched)) {
          const writes = touched.get(table)
          if (!writes) continue
          const changes = await compareRows(tx, before, table, keys, start.xid)
          const count = (kind: RowChange['kind']) => changes.filter((change) => change.kind === kind).length
          const isChanged = (change: RowChange) => change.kind === 'inserted' || Object.keys(change.after).length > 0
          const changed = changes.filter(isChanged)
          const updated = changed.filter((change) => change.kind === 'updated').length
          const summary = { table, inserted: count('inserted'), updated, rewritten: count('updated') - updated }
          tables.push({ ...summary, deleted: writes.deleted })
          rows.push(...changed.slice(0, rowsShown))
        }
        return { tables, rows, trends: await listMoves(tx, before, tenantId, now) }
      },
      { isolationLevel: 'repeatable read', accessMode: 'read only' },
    )
}

/** Tables the transaction wrote to, partitions under their parent's name. */
async function listTouchedTables(tx: Db): Promise<Map<string, { deleted: number }>> {
  const rows = await tx.execute<{ name: string; deleted: number }>(sql`
    select coalesce(parent.relname, stat.relname) as name, sum(stat.n_tup_del)::int as deleted
    from pg_stat_xact_user_tables stat
    left join pg_inherits on inhrelid = stat.relid left join pg_class parent on parent.oid = inhparent
    where stat.schemaname = current_schema() group by 1 having sum(stat.n_tup_ins + stat.n_tup_upd + stat.n_tup_del) > 0`)
  return new Map(rows.map((row) => [row.name, { deleted: row.deleted }]))
}

/**
 * Rows the transaction or its savepoints wrote: their creator is at or after the transaction's own number, and under
 * repeatable read nobody else's later row is visible.
 */
async function compareRows(
  tx: Db,
  before: Db,
  table: string,
  keys: readonly string[],
  xid: string,
): Promise<RowChange[]> {
  const name = sql.identifier(table)
  const key = sql.join(
    keys.map((column) => sql`t.${sql.identifier(column)}::text`),
    sql` || ' ' || `,
  )
  const row = sql`to_jsonb(t) - ${`{${unseen.join(',')}}`}::text[]`
  type Row = { key: string; row: Record<string, unknown> }
  const written = await tx.execute<Row>(sql`
    select ${key} as key, ${row} as row from ${name} t
    where age(t.xmin) <= age((${xid}::numeric % 4294967296)::text::xid) order by 1 limit ${rowsCompared}`)
  const known = await before.execute<Row>(sql`
    select ${key} as key, ${row} as row from ${name} t
    where ${key} in (select value from json_array_elements_text(${JSON.stringify(written.map((one) => one.key))}::json))`)
  const old = new Map(known.map((one) => [one.key, one.row]))
  return written.map(({ key, row }) => {
    const was = old.get(key)
    if (!was) return { table, key, kind: 'inserted', before: null, after: row }
    const columns = Object.keys(row).filter((column) => JSON.stringify(row[column]) !== JSON.stringify(was[column]))
    const pick = (from: Record<string, unknown>) => Object.fromEntries(columns.map((column) => [column, from[column]]))
    return { table, key, kind: 'updated', before: pick(was), after: pick(row) }
  })
}

async function listMoves(tx: Db, before: Db, tenantId: string, now: Date): Promise<TrendMove[]> {
  const all = await tx
    .select({ id: trends.id, slug: trends.slug, name: trends.name })
    .from(trends)
    .where(sql`${trends.tenantId} = ${tenantId} and ${trends.isActive}`)
    .orderBy(trends.slug)
  const question = { trendIds: all.map((trend) => trend.id), at: now }
  const [was, is] = [await logOddsOf(before, question), await logOddsOf(tx, question)]
  return all.flatMap(({ id, slug, name }) => {
    const logOddsBefore = was.get(id) ?? 0
    const logOddsAfter = is.get(id) ?? 0
    if (Math.abs(logOddsAfter - logOddsBefore) < leastMove) return []
    const [probabilityBefore, probabilityAfter] = [displayProbability(logOddsBefore), displayProbability(logOddsAfter)]
    return [{ slug, name, logOddsBefore, logOddsAfter, probabilityBefore, probabilityAfter }]
  })
}
