import fc from 'fast-check'
import type { Bitemporal, Contribution, TrendRecord } from '../../src/trends/history.ts'
import { dayMs } from '../../src/trends/value.ts'

const start = Date.UTC(2025, 3, 18)
const seconds = (days: number) => fc.integer({ min: 0, max: days * 86_400 })

/** An instant of 120 days from 18 April 2025, whole seconds. */
export const instant = seconds(120).map((after) => new Date(start + after * 1000))

const delta = fc.integer({ min: -500_000, max: 500_000 }).map((micro) => micro / 1e6)

/** Evidence or an override, recorded up to 40 days after it happened, sometimes retracted later. */
export const recordedContribution: fc.Arbitrary<Contribution & Bitemporal> = fc
  .record({
    kind: fc.constantFrom('evidence' as const, 'evidence' as const, 'evidence' as const, 'override' as const),
    delta,
    halfLifeDays: fc.constantFrom(2, 7, 14, 30, 90),
    effectiveAt: instant,
    recordedAfter: seconds(40),
    retractedAfter: fc.option(seconds(40), { freq: 3 }),
    corroboration: fc.double({ min: 0.1, max: 1, noNaN: true }),
    event: fc.integer({ min: 0, max: 30 }),
  })
  .map(({ kind, recordedAfter, retractedAfter, corroboration, event, ...rest }) => {
    const recordedAt = new Date(rest.effectiveAt.getTime() + recordedAfter * 1000)
    return {
      ...rest,
      id: '',
      kind,
      recordedAt,
      retractedAt: retractedAfter === null ? null : new Date(recordedAt.getTime() + (retractedAfter + 1) * 1000),
      corroboration: kind === 'evidence' ? corroboration : null,
      eventId: kind === 'evidence' ? `event-${event}` : null,
    }
  })

const blindSpan = fc
  .record({ startedAt: instant, hours: fc.integer({ min: 1, max: 200 }), open: fc.boolean() })
  .map(({ startedAt, hours, open }) => {
    const endedAt = open && hours > 180 ? null : new Date(startedAt.getTime() + hours * 3_600_000)
    return { startedAt, endedAt, recordedAt: new Date(startedAt.getTime() + 600_000), endedRecordedAt: endedAt }
  })

const definitions = fc
  .array(fc.record({ effectiveFrom: instant, baselineLogOdds: fc.double({ min: -4, max: 4, noNaN: true }) }), {
    minLength: 1,
    maxLength: 4,
  })
  .map((rows) => rows.map((row, index) => ({ ...row, version: index + 1, recordedAt: row.effectiveFrom })))

/** A trend's whole record: up to 40 contributions, 4 blind spans that may overlap, 4 definitions. */
export const trendRecord: fc.Arbitrary<TrendRecord> = fc.record({
  definitions,
  contributions: fc
    .array(recordedContribution, { maxLength: 40 })
    .map((rows) => rows.map((row, index) => ({ ...row, id: `c${index}` }))),
  blindSpans: fc.array(blindSpan, { maxLength: 4 }),
})

/** After everything `trendRecord` can hold. */
export const afterAll = new Date(start + 220 * dayMs)
