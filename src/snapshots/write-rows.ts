import { sql } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { BinaryRows, copyRows, fieldOf, uuidField } from '../db/copy-rows.ts'
import type { Standing } from '../trends/index.ts'

/** Grid rows of one trend to write. */
interface TrendRows {
  trendId: string
  rows: readonly Standing[]
}
/** What they have in common. */
interface Written {
  tenantId: string
  now: Date
}

const values = [
  'log_odds',
  'probability',
  'band_low',
  'band_high',
  'level',
  'direction',
  'event_count_24h',
  'is_blind',
  'definition_version',
]
const columns = ['trend_id', 'tenant_id', 'timestamp', 'recorded_at', ...values]

/** Writes grid rows of trends for hours that have none. */
export async function addSnapshots(tx: Db, trends: readonly TrendRows[], written: Written): Promise<void> {
  if (trends.some(({ rows }) => rows.length > 0))
    await copyRows(tx, 'trend_snapshots', columns, encode(trends, written))
}

/** Writes grid rows of a trend over those it has; rows that already say the same are not written again. */
export async function replaceSnapshots(tx: Db, trend: TrendRows, written: Written): Promise<void> {
  if (trend.rows.length === 0) return
  // Kept for the next time: making a table each time would bloat the catalogue.
  await tx.execute(sql`
    create temporary table if not exists trend_snapshots_due (like trend_snapshots including defaults) on commit delete rows`)
  // Left by a savepoint of the same transaction; otherwise there is nothing.
  await tx.execute(sql`delete from trend_snapshots_due`)
  await copyRows(tx, 'trend_snapshots_due', columns, encode([trend], written))
  const of = (table: string) => sql.raw(values.map((name) => `${table}.${name}`).join(', '))
  await tx.execute(sql`
    insert into trend_snapshots (${sql.raw(columns.join(', '))})
    select ${sql.raw(columns.map((name) => `due.${name}`).join(', '))} from trend_snapshots_due due
    left join trend_snapshots kept on kept.trend_id = ${trend.trendId}::uuid and kept.timestamp = due.timestamp
    where kept.trend_id is null or (${of('kept')}) is distinct from (${of('due')})
    on conflict (trend_id, timestamp) do update set recorded_at = excluded.recorded_at,
      ${sql.raw(values.map((name) => `${name} = excluded.${name}`).join(', '))}`)
}

function encode(trends: readonly TrendRows[], { tenantId, now }: Written): BinaryRows {
  const encoded = new BinaryRows(192 * trends.reduce((sum, { rows }) => sum + rows.length, 0))
  for (const { trendId, rows } of trends) {
    const ofTrend = Buffer.concat([uuidField(trendId), fieldOf(tenantId)])
    for (const row of rows) {
      encoded.row(columns.length)
      encoded.fields(ofTrend)
      encoded.instant(row.at.getTime())
      encoded.instant(now.getTime())
      encoded.float8(row.logOdds)
      encoded.float8(row.probability)
      encoded.float8(row.bandLow)
      encoded.float8(row.bandHigh)
      encoded.fields(wordField(row.level))
      encoded.fields(wordField(row.direction))
      encoded.int4(row.eventCount24h)
      encoded.boolean(row.isBlind)
      encoded.int4(row.definitionVersion)
    }
  }
  return encoded
}

const wordFields = new Map<string, Buffer>()

/** The field of one of the few words of a fixed list. */
function wordField(word: string): Buffer {
  const field = wordFields.get(word) ?? fieldOf(word)
  wordFields.set(word, field)
  return field
}
