import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type ItemText, vectorsOf } from '../../../src/events/engine/document.ts'
import { defaultParams, Engine } from '../../../src/events/engine/engine.ts'
import { eager, placesAfter } from './eager.ts'

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

const assign = (engine: Engine, item: ItemText) => {
  let opened = 0
  return engine.assign(item, () => `${item.seq}.${opened++}`)
}

/** An engine that holds the first four items as events of their own, those in `fixed` placed by a person. */
function startWith(head: readonly ItemText[], fixed: readonly number[]): Engine {
  const engine = new Engine(defaultParams, eager)
  engine.restore(
    head.map((item) => ({ item: vectorsOf(item), event: `start ${item.seq}`, fixed: fixed.includes(item.seq) })),
    head.at(-1)!.time,
    head.at(-1)!.seq,
  )
  return engine
}

/** Where every item is in the end. */
function run(engine: Engine, items: readonly ItemText[]): Map<number, string> {
  const start = [1, 2, 3, 4].map((seq) => ({ seq, event: `start ${seq}`, isNew: true, score: 1, changes: [] }))
  return placesAfter([...start, ...items.slice(4).map((item) => assign(engine, item))])
}

test('what a person placed stays apart, directly and by way of a third event', () => {
  let met = 0
  fc.assert(
    fc.property(streams, (items) => {
      const free = run(startWith(items.slice(0, 4), []), items)
      if (free.get(1) === free.get(2)) met++
      const places = run(startWith(items.slice(0, 4), [1, 2]), items)
      expect(places.get(1)).not.toBe(places.get(2))
    }),
    { numRuns: 200 },
  )
  expect(met).toBeGreaterThan(20)
})

test('a restart keeps it that way', () => {
  fc.assert(
    fc.property(streams, fc.nat(), (items, cut) => {
      const at = 4 + (cut % (items.length - 4))
      const live = startWith(items.slice(0, 4), [1, 2])
      const places = run(live, items.slice(0, at))
      const restored = new Engine(defaultParams, eager)
      const fixed = [places.get(1), places.get(2)]
      restored.restore(
        items.slice(0, at).map((item) => {
          const event = places.get(item.seq)!
          return { item: vectorsOf(item), event, fixed: fixed.includes(event) }
        }),
        items[at - 1]!.time,
        at,
      )
      for (const item of items.slice(at)) expect(assign(restored, item)).toEqual(assign(live, item))
    }),
    { numRuns: 200 },
  )
})
