import { sql } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import type { Standing } from '../trends/index.ts'

/** Upserts a trend's grid rows in one statement per 5,000; rows that already say the same are not written again. */
export async function writeSnapshots(
  tx: Db,
  { tenantId, trendId, rows, now }: { tenantId: string; trendId: string; rows: readonly Standing[]; now: Date },
): Promise<void> {
  for (let first = 0; first < rows.length; first += 5_000) {
    const chunk = rows.slice(first, first + 5_000)
    // Array literals: numbers, booleans and the words of two fixed lists need no quoting.
    const column = (value: (row: Standing) => string | number | boolean) => `{${chunk.map(value).join(',')}}`
    await tx.execute(sql`
      insert into trend_snapshots (trend_id, tenant_id, recorded_at, timestamp, log_odds, probability, band_low, band_high,
        level, direction, event_count_24h, is_blind, definition_version)
      select ${trendId}::uuid, ${tenantId}, ${now.toISOString()}::timestamptz, to_timestamp(r.at), r.log_odds, r.probability,
        r.band_low, r.band_high, r.level, r.direction, r.event_count, r.is_blind, r.version
      from unnest(
        ${column((row) => row.at.getTime() / 1000)}::float8[], ${column((row) => row.logOdds)}::float8[],
        ${column((row) => row.probability)}::float8[], ${column((row) => row.bandLow)}::float8[],
        ${column((row) => row.bandHigh)}::float8[], ${column((row) => row.level)}::text[],
        ${column((row) => row.direction)}::text[], ${column((row) => row.eventCount24h)}::int[],
        ${column((row) => row.isBlind)}::boolean[], ${column((row) => row.definitionVersion)}::int[]
      ) as r(at, log_odds, probability, band_low, band_high, level, direction, event_count, is_blind, version)
      on conflict (trend_id, timestamp) do update set
        log_odds = excluded.log_odds, probability = excluded.probability, band_low = excluded.band_low,
        band_high = excluded.band_high, level = excluded.level, direction = excluded.direction,
        event_count_24h = excluded.event_count_24h, is_blind = excluded.is_blind,
        definition_version = excluded.definition_version, recorded_at = excluded.recorded_at
      where (trend_snapshots.log_odds, trend_snapshots.probability, trend_snapshots.band_low, trend_snapshots.band_high,
          trend_snapshots.level, trend_snapshots.direction, trend_snapshots.event_count_24h, trend_snapshots.is_blind,
          trend_snapshots.definition_version)
        is distinct from (excluded.log_odds, excluded.probability, excluded.band_low, excluded.band_high, excluded.level,
          excluded.direction, excluded.event_count_24h, excluded.is_blind, excluded.definition_version)`)
  }
}
