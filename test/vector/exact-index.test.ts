import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ExactIndex } from '../../src/vector/exact-index.ts'
import type { VectorPoint } from '../../src/vector/index.ts'
import { TopHits } from '../../src/vector/top-hits.ts'

const dimensions = 4
const vector = fc
  .array(fc.integer({ min: -9, max: 9 }), { minLength: dimensions, maxLength: dimensions })
  .map((values) => Float32Array.from(values))
const point: fc.Arbitrary<VectorPoint> = fc.record({
  vectorId: fc.integer({ min: 0, max: 30 }).map((n) => `v${n}`),
  tenantId: fc.constant('main'),
  ownerKind: fc.constantFrom('item' as const, 'event' as const),
  ownerId: fc.integer({ min: 0, max: 30 }).map((n) => `o${String(n).padStart(2, '0')}`),
  language: fc.constantFrom('en', 'da', null),
  ownerAt: fc.option(fc.integer({ min: 0, max: 9 }).map((day) => new Date(Date.UTC(2025, 3, 1 + day)))),
  vector,
})
const day = fc.option(
  fc.integer({ min: 0, max: 9 }).map((n) => new Date(Date.UTC(2025, 3, 1 + n))),
  { nil: undefined },
)
const filter = fc.record({
  tenantId: fc.constant('main'),
  ownerKind: fc.constantFrom('item' as const, 'event' as const, undefined),
  language: fc.constantFrom('en', 'da', undefined),
  from: day,
  to: day,
})

test('finds what sorting all points by similarity finds, whatever was replaced and deleted before', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(point, { maxLength: 60 }),
      fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 10 }),
      vector,
      filter,
      fc.integer({ min: 0, max: 12 }),
      async (points, deleted, query, filter, limit) => {
        const index = new ExactIndex(dimensions)
        const expected = new Map<string, VectorPoint>()
        for (const entry of points) {
          index.upsert(entry)
          expected.set(entry.vectorId, entry)
        }
        for (const n of deleted) {
          index.delete(`v${n}`)
          expected.delete(`v${n}`)
        }
        const hits = new TopHits(limit)
        await index.search(query, filter, hits)

        const all = [...expected.values()]
          .filter(
            (p) =>
              (!filter.ownerKind || p.ownerKind === filter.ownerKind) &&
              (!filter.language || p.language === filter.language) &&
              (!filter.from || (p.ownerAt !== null && p.ownerAt >= filter.from)) &&
              (!filter.to || (p.ownerAt !== null && p.ownerAt < filter.to)),
          )
          .map((p) => ({
            ownerKind: p.ownerKind,
            ownerId: p.ownerId,
            score: p.vector.reduce((sum, value, i) => sum + value * query[i]!, 0),
          }))
          .sort(
            (a, b) => b.score - a.score || a.ownerId.localeCompare(b.ownerId) || a.ownerKind.localeCompare(b.ownerKind),
          )
        expect(index.size).toBe(expected.size)
        expect(hits.sorted()).toEqual(all.slice(0, limit))
      },
    ),
    { numRuns: 300 },
  )
})

test('a minimum score leaves weaker hits out', () => {
  const hits = new TopHits(10, 0.5)
  for (const score of [0.4, 0.5, 0.9, -1]) hits.offer({ ownerKind: 'item', ownerId: String(score), score })
  expect(hits.sorted().map((hit) => hit.score)).toEqual([0.9, 0.5])
})

test('a search over many rows lets other work run in between', async () => {
  const index = new ExactIndex(2)
  for (let i = 0; i < 20_000; i++) {
    index.upsert({
      vectorId: String(i),
      tenantId: 'main',
      ownerKind: 'item',
      ownerId: String(i),
      language: null,
      ownerAt: null,
      vector: Float32Array.of(1, i),
    })
  }
  let turns = 0
  const immediate = () => {
    turns++
    if (turns < 100) setImmediate(immediate)
  }
  setImmediate(immediate)
  const hits = new TopHits(1)
  await index.search(Float32Array.of(0, 1), { tenantId: 'main' }, hits)
  expect(turns).toBeGreaterThan(0)
  expect(hits.sorted()[0]?.ownerId).toBe('19999')
})
