import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type ItemText, vectorsOf } from '../../../src/events/engine/document.ts'
import { defaultParams, Engine } from '../../../src/events/engine/engine.ts'
import type { JoinModel } from '../../../src/events/engine/model.ts'
import { plainModel } from '../../../src/events/engine/plain-judge.ts'

/** Joins and merges readily. */
const eager: JoinModel = {
  ...plainModel,
  threshold: { sparse: 0.3, dense: 0.4, denseAt: 10 },
  bridge: 0.15,
  mergeThreshold: 0.25,
}
const words = 'port strike docker Vellmar night pay union halt'.split(' ')
const titles = fc.array(fc.uniqueArray(fc.constantFrom(...words), { minLength: 3, maxLength: 5 }), {
  minLength: 6,
  maxLength: 25,
})
const streams = titles.map((rows) =>
  rows.map(
    (row, i): ItemText => ({
      seq: i + 1,
      title: row.join(' '),
      text: '',
      owner: `o${i % 4}`,
      time: i * 3_600_000,
      language: 'en',
    }),
  ),
)

/** An engine that holds the first four items as events 1, 2, 3 and 4, the pairs kept apart. */
function startWith(head: readonly ItemText[], apart: [number, number][]): Engine {
  const engine = new Engine(defaultParams, eager)
  const history = head.map((item) => ({ item: vectorsOf(item), event: item.seq }))
  engine.restore(history, head.at(-1)!.time, head.at(-1)!.seq, apart)
  return engine
}

/** The event each of the first ones has become part of. */
function run(engine: Engine, items: readonly ItemText[]) {
  const parts = new Map([1, 2, 3, 4].map((key) => [key, key]))
  const assigned = items.map((item) => engine.assign(item))
  for (const { event, merged } of assigned)
    for (const [key, its] of parts) if (merged.includes(its)) parts.set(key, event)
  return { parts, assigned }
}

test('events kept apart never become one, directly or by way of a third', () => {
  let met = 0
  fc.assert(
    fc.property(streams, (items) => {
      const free = run(startWith(items.slice(0, 4), []), items.slice(4)).parts
      if (free.get(1) === free.get(2) || free.get(3) === free.get(4)) met++
      const { parts } = run(
        startWith(items.slice(0, 4), [
          [1, 2],
          [4, 3],
        ]),
        items.slice(4),
      )
      expect(parts.get(1)).not.toBe(parts.get(2))
      expect(parts.get(3)).not.toBe(parts.get(4))
    }),
    { numRuns: 200 },
  )
  expect(met).toBeGreaterThan(20)
})

test('a restart keeps them apart the same way', () => {
  fc.assert(
    fc.property(streams, fc.nat(), (items, cut) => {
      const at = 4 + (cut % (items.length - 4))
      const whole = run(startWith(items.slice(0, 4), [[1, 2]]), items.slice(4))
      const live = startWith(items.slice(0, 4), [[1, 2]])
      const { assigned, parts } = run(live, items.slice(4, at))
      const eventOf = new Map(items.slice(0, 4).map((item) => [item.seq, item.seq]))
      for (const { seq, event, merged } of assigned) {
        eventOf.set(seq, event)
        for (const [other, its] of eventOf) if (merged.includes(its)) eventOf.set(other, event)
      }
      const head = items.slice(0, at)
      const restored = new Engine(defaultParams, eager)
      const history = head.map((item) => ({ item: vectorsOf(item), event: eventOf.get(item.seq)! }))
      restored.restore(history, head.at(-1)!.time, head.at(-1)!.seq, [[parts.get(1)!, parts.get(2)!]])
      expect(items.slice(at).map((item) => restored.assign(item))).toEqual(whole.assigned.slice(at - 4))
    }),
    { numRuns: 200 },
  )
})
