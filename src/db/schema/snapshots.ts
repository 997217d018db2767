import { boolean, doublePrecision, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { instant, tenantId } from './columns.ts'

export type TrendLevel = 'low' | 'guarded' | 'elevated' | 'high' | 'severe'
export type TrendDirection = 'falling_fast' | 'falling' | 'stable' | 'rising' | 'rising_fast'

/** A trend's value at an instant of the hourly grid, as currently known. PARTITION BY RANGE ("timestamp"), by month. */
export const trendSnapshots = pgTable(
  'trend_snapshots',
  {
    /** A row of `trends`, without a foreign key: checking it would halve the speed at which a year is written anew. */
    trendId: uuid('trend_id').notNull(),
    timestamp: instant('timestamp').notNull(),
    tenantId: tenantId(),
    logOdds: doublePrecision('log_odds').notNull(),
    probability: doublePrecision('probability').notNull(),
    bandLow: doublePrecision('band_low').notNull(),
    bandHigh: doublePrecision('band_high').notNull(),
    level: text('level').$type<TrendLevel>().notNull(),
    direction: text('direction').$type<TrendDirection>().notNull(),
    eventCount24h: integer('event_count_24h').notNull(),
    isBlind: boolean('is_blind').notNull().default(false),
    definitionVersion: integer('definition_version').notNull(),
    recordedAt: instant('recorded_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.trendId, t.timestamp] })],
)
