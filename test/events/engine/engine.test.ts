import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ItemText, vectorsOf } from '../../../src/events/engine/document.ts'
import { defaultParams, Engine } from '../../../src/events/engine/engine.ts'
import { type JoinModel, joinModel } from '../../../src/events/engine/model.ts'
import { createStreamGrouper } from '../../../src/events/engine/stream-grouper.ts'
import { eager, placesAfter } from './eager.ts'

const hour = 3_600_000
const words =
  'port strike docker river flood rain village election vote minister court ruling bank rate cut quake rescue ferry fire school Vellmar Osk Brandt Ostra 12 400 2.5%'.split(
    ' ',
  )

/** A stream of related and unrelated items, some late, some without a text. */
const streams = fc
  .array(
    fc.record({
      story: fc.integer({ min: 0, max: 5 }),
      noise: fc.array(fc.constantFrom(...words), { maxLength: 4 }),
      text: fc.boolean(),
      late: fc.integer({ min: -30, max: 3 }),
      step: fc.integer({ min: 0, max: 40 }),
      owner: fc.constantFrom('a', 'b', 'c', null),
      gap: fc.integer({ min: 1, max: 300 }),
    }),
    { minLength: 5, maxLength: 60 },
  )
  .map((rows) => {
    let time = Date.UTC(2031, 0, 1)
    let seq = 0
    return rows.map((row): ItemText => {
      time += row.step * hour
      seq += row.gap
      const topic = words.slice(row.story * 4, row.story * 4 + 5).join(' ')
      const title = `${topic} ${row.noise.join(' ')}`
      return {
        seq,
        title,
        text: row.text ? `${title}. ${topic} again.` : '',
        owner: row.owner,
        time: time + row.late * hour,
        language: 'en',
      }
    })
  })

const small = { ...defaultParams, windowMs: 72 * hour, recentArrivals: 300, maxArrivals: 5_000 }

function runAll(items: readonly ItemText[], model: JoinModel) {
  const engine = new Engine(small, model)
  return items.map((item) => assign(engine, item))
}

/** Names are made of the arrival number, so that two runs give the same ones. */
const assign = (engine: Engine, item: ItemText) => {
  let opened = 0
  return engine.assign(item, () => `${item.seq}.${opened++}`)
}

describe('engine', () => {
  test.each([
    ['the fitted model', joinModel()],
    ['a model that keeps changing its mind', eager],
  ])('a restart at any point, from the items and their events alone, changes nothing (%s)', (_, model) => {
    fc.assert(
      fc.property(streams, fc.nat(), (items, cut) => {
        const at = cut % items.length
        const whole = runAll(items, model)
        const places = placesAfter(whole.slice(0, at))
        const restored = new Engine(small, model)
        const head = items.slice(0, at)
        restored.restore(
          head.map((item) => ({ item: vectorsOf(item), event: places.get(item.seq)! })),
          Math.max(...head.map((item) => item.time), Number.NEGATIVE_INFINITY),
          head.at(-1)?.seq ?? 0,
        )
        expect(items.slice(at).map((item) => assign(restored, item))).toEqual(whole.slice(at))
      }),
      { numRuns: 150 },
    )
  })

  test('an event that lost its latest items is closed like one that never had them', () => {
    const at = (seq: number, title: string, hours: number) => ({
      seq,
      title,
      text: '',
      owner: 'a',
      time: hours * hour,
      language: 'en',
    })
    const items = [
      at(1, 'port strike docker river flood', 0),
      at(2, 'vote minister court ruling bank', 0),
      at(3, 'flood rain village election vote port', 0),
      at(4, 'port strike docker river flood', 0),
      at(7, 'vote minister court ruling bank strike', 22),
      at(15, 'flood rain village election vote school Vellmar', 43),
      at(20, 'vote minister court ruling bank', 68),
      at(316, 'rescue ferry fire school Vellmar', 71),
      at(320, 'rescue ferry fire school Vellmar', 73),
      at(321, 'port strike docker river flood', 73),
    ]
    expect(runAll(items, eager).at(-1)).toMatchObject({ event: '321.0', isNew: true })
  })

  test('later items bring events together and take them apart again', () => {
    const changes = fc
      .sample(streams, { numRuns: 150, seed: 7 })
      .flatMap((items) => runAll(items, eager).flatMap((assignment) => assignment.changes))
    expect(changes.filter(({ kind }) => kind === 'merge').length).toBeGreaterThan(5)
    expect(changes.filter(({ kind }) => kind === 'move').length).toBeGreaterThan(5)
  })

  test('every change is about events and items that are there, and no event is left without items', () => {
    fc.assert(
      fc.property(streams, (items) => {
        const places = new Map<number, string>()
        for (const { seq, event, changes } of runAll(items, eager)) {
          places.set(seq, event)
          for (const change of changes) {
            if (change.kind === 'move') {
              expect(places.get(change.seq)).toBe(change.from)
              places.set(change.seq, change.to)
            } else {
              for (const [other, its] of places) if (its === change.from) places.set(other, change.to)
            }
            // what a change took from still stands, unless it became part of another
            if (change.kind === 'move') expect([...places.values()]).toContain(change.from)
          }
        }
        expect(places.size).toBe(items.length)
      }),
      { numRuns: 150 },
    )
  })

  test('an item that is alone opens an event, and scores are probabilities', () => {
    fc.assert(
      fc.property(streams, (items) => {
        const assigned = runAll(items, joinModel())
        for (const { seq, event, isNew, score } of assigned) {
          if (isNew) expect(event).toBe(`${seq}.0`)
          expect(score).toBeGreaterThanOrEqual(0)
          expect(score).toBeLessThanOrEqual(1)
        }
      }),
    )
  })

  test('holds no more than the active window', () => {
    const engine = new Engine(small)
    for (let i = 0; i < 3_000; i++) {
      assign(engine, {
        seq: i * 10,
        title: `Report ${i} about subject${i} in town${i}`,
        text: '',
        owner: null,
        time: i * hour,
        language: 'en',
      })
    }
    // 72 hours or 300 arrivals, whichever is more, and the slack of an hour and a step
    expect(engine.activeCount).toBeLessThan(90)
  })

  test('old news filled in behind the clock still forms events', () => {
    const engine = new Engine(defaultParams)
    assign(engine, { seq: 1, title: 'Something of today', text: '', owner: null, time: 9_000 * hour, language: 'en' })
    const first = assign(engine, {
      seq: 2,
      title: 'Dockers strike halts Vellmar port over night pay',
      text: '',
      owner: 'a',
      time: hour,
      language: 'en',
    })
    const second = assign(engine, {
      seq: 3,
      title: 'Vellmar port halted as dockers strike over night pay',
      text: '',
      owner: 'b',
      time: 3 * hour,
      language: 'en',
    })
    expect(second.event).toBe(first.event)
  })

  test('any text is accepted', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.string({ unit: 'binary', maxLength: 80 }),
            fc.string({ unit: 'grapheme', maxLength: 400 }),
            fc.constantFrom('en', 'uk', 'da', 'zh', 'und', 'xx-YY', ''),
          ),
        ),
        (texts) => {
          const grouper = createStreamGrouper()
          for (const [title, text, language] of texts) {
            grouper.assign(grouper.read({ title, text, source: null, url: null, publishedAt: null, language }))
          }
          expect(grouper.clusters()).toHaveLength(texts.length)
        },
      ),
    )
  })

  test('a text of a megabyte costs no more than its beginning', () => {
    const grouper = createStreamGrouper()
    const text = 'The river Osk burst its banks and flooded three villages. '.repeat(18_000)
    for (let i = 0; i < 20; i++)
      grouper.assign(grouper.read({ title: 'Flood', text, source: null, url: null, publishedAt: 0, language: 'en' }))
    expect(new Set(grouper.clusters()).size).toBe(1)
  })

  test('languages never share an event', () => {
    const grouper = createStreamGrouper()
    const title = 'NATO summit in Vilnius: Ukraine, Stoltenberg, Biden'
    for (const language of ['en', 'de', 'da', 'es', 'fr', 'uk', 'und', 'en-GB']) {
      grouper.assign(grouper.read({ title, text: title, source: null, url: null, publishedAt: 0, language }))
    }
    const clusters = grouper.clusters()
    expect(new Set(clusters).size).toBe(7)
    expect(clusters[0]).toBe(clusters[7])
  })

  test('inflected Ukrainian, German and Danish reports of one happening meet', () => {
    const pairs = [
      ['uk', 'Страйк докерів зупинив порт у Веллмарі', 'Порт Веллмар зупинено через страйк докерів'],
      ['de', 'Streik der Hafenarbeiter legt Hafen Vellmar lahm', 'Hafen Vellmar lahmgelegt: Hafenarbeiter streiken'],
      [
        'da',
        'Havnearbejdere i Vellmar strejker for højere løn',
        'Strejke i Vellmar: havnearbejderne kræver højere løn',
      ],
    ] as const
    for (const [language, first, second] of pairs) {
      const grouper = createStreamGrouper()
      for (const title of [first, second])
        grouper.assign(grouper.read({ title, text: '', source: null, url: null, publishedAt: 0, language }))
      expect(new Set(grouper.clusters()).size).toBe(1)
    }
  })
})
