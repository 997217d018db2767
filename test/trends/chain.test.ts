import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chainEvidence } from '../../src/trends/chain.ts'
import { type EvidenceBase, evidenceKey } from '../../src/trends/evidence.ts'
import { deltaOf } from '../../src/trends/factors.ts'
import { planRestatement, type StoredEvidence } from '../../src/trends/restate.ts'
import { dayMs } from '../../src/trends/value.ts'

const start = Date.UTC(2025, 3, 18)
const cap = 0.2
const capOf = () => cap

/** Matches at times that often coincide, strong enough for the cap to bind. */
const match: fc.Arbitrary<EvidenceBase> = fc
  .record({
    event: fc.integer({ min: 0, max: 12 }),
    signal: fc.constantFrom('incident', 'buildup', 'talks'),
    quarter: fc.integer({ min: 0, max: 20 }),
    owner: fc.constantFrom('Alpha', 'Beta'),
    direction: fc.constantFrom(1 as const, -1 as const),
    severity: fc.constantFrom(0.25, 0.5, 1),
    confidence: fc.constantFrom(0.5, 1),
  })
  .map(({ event, quarter, ...rest }) => ({
    ...rest,
    eventId: `event-${String(event).padStart(2, '0')}`,
    eventVersion: 1,
    matcherVersion: 'test',
    effectiveAt: new Date(start + quarter * 6 * 3_600_000),
    orderKey: `item of ${event} ${rest.signal}`,
    definitionId: 'definition',
    definitionVersion: 1,
    halfLifeDays: 30,
    weight: 0.4,
    credibility: 0.9,
    corroboration: 0.6,
    contradictions: 0,
    groups: [],
    itemIds: [],
    spans: [],
    assessment: null,
  }))

const unique = (rows: readonly EvidenceBase[]) => [...new Map(rows.map((row) => [evidenceKey(row), row])).values()]
const matches = fc.array(match, { maxLength: 25 }).map(unique)
const plain = (rows: readonly EvidenceBase[]) => rows.map((row) => ({ ...row, id: undefined, recordedAt: undefined }))

describe('chained evidence', () => {
  it('is the same for every order of the same matches', () => {
    fc.assert(
      fc.property(
        matches.chain((rows) => fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length }))),
        ([rows, shuffled]) => {
          expect(chainEvidence(shuffled, capOf)).toEqual(chainEvidence(rows, capOf))
        },
      ),
      { numRuns: 2_000 },
    )
  })

  it('keeps every owner within the cap in any 24 hours, and every Δ within ±0.5', () => {
    fc.assert(
      fc.property(matches, (rows) => {
        const evidence = chainEvidence(rows, capOf)
        for (const owner of ['Alpha', 'Beta'])
          for (const end of evidence) {
            const endMs = end.effectiveAt.getTime()
            const spent = evidence
              .filter((row) => row.owner === owner)
              .filter((row) => row.effectiveAt.getTime() <= endMs && row.effectiveAt.getTime() > endMs - dayMs)
              .reduce((sum, row) => sum + Math.abs(row.delta), 0)
            expect(spent).toBeLessThanOrEqual(cap + 1e-9)
          }
        for (const row of evidence) {
          expect(Math.abs(row.delta)).toBeLessThanOrEqual(0.5)
          expect(row.delta).toBe(deltaOf(row))
        }
      }),
      { numRuns: 2_000 },
    )
  })

  it('ends where a calm run ends when events are scored, changed and dropped in any order', () => {
    const history = fc.tuple(
      matches,
      fc.array(
        fc.record({
          events: fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 3 }),
          saying: matches,
        }),
        {
          maxLength: 8,
        },
      ),
    )
    fc.assert(
      fc.property(history, ([final, steps]) => {
        const store = new EvidenceStore()
        for (const { events, saying } of steps) store.score(new Set(events.map(nameOf)), saying)
        // In the end every event is scored by what it says in the end, one after the other.
        for (let event = 12; event >= 0; event -= 1) store.score(new Set([nameOf(event)]), final)
        const calm = chainEvidence(final, capOf)
        const sorted = (rows: readonly EvidenceBase[]) =>
          plain(rows).sort((a, b) => (evidenceKey(a) < evidenceKey(b) ? -1 : 1))
        expect(sorted(store.rows)).toEqual(sorted(calm))
      }),
      { numRuns: 2_000 },
    )
  })
})

const nameOf = (event: number) => `event-${String(event).padStart(2, '0')}`

/** Active evidence, restated from the earliest change on, as the database does it. */
class EvidenceStore {
  rows: StoredEvidence[] = []
  private count = 0

  score(scored: Set<string>, matches: readonly EvidenceBase[]): void {
    const wanted = matches.filter((row) => scored.has(row.eventId))
    const touched = [...wanted, ...this.rows.filter((row) => scored.has(row.eventId))].map((row) =>
      row.effectiveAt.getTime(),
    )
    if (touched.length === 0) return
    const since = Math.min(...touched)
    const before = this.rows.filter((row) => row.effectiveAt.getTime() < since)
    const lastSeen = new Map<string, Date>()
    for (const row of before)
      if ((lastSeen.get(row.signal) ?? new Date(0)) < row.effectiveAt) lastSeen.set(row.signal, row.effectiveAt)
    const plan = planRestatement({
      active: this.rows.filter((row) => row.effectiveAt.getTime() >= since),
      desired: wanted,
      scored,
      capOf,
      context: { lastSeen, recent: before.filter((row) => row.effectiveAt.getTime() > since - dayMs) },
      goneReason: () => 'gone',
    })
    const retracted = new Set(plan.retract.map(({ row }) => row.id))
    this.rows = this.rows.filter((row) => !retracted.has(row.id))
    for (const { row } of plan.add) {
      this.count += 1
      this.rows.push({ ...row, id: `row-${this.count}`, recordedAt: new Date(start) })
    }
  }
}
