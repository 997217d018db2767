import type { SnapshotRow } from '../../snapshots/index.ts'
import type { TrendSnapshot } from '../contract.ts'

export const presentSnapshot = (row: SnapshotRow): TrendSnapshot => ({
  timestamp: row.timestamp.toISOString(),
  logOdds: row.logOdds,
  probability: row.probability,
  bandLow: row.bandLow,
  bandHigh: row.bandHigh,
  level: row.level,
  direction: row.direction,
  eventCount24h: row.eventCount24h,
  isBlind: row.isBlind,
  definitionVersion: row.definitionVersion,
})
