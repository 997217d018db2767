import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileDefinition, matchEvent, type Similarity } from '../../../src/trends/match/index.ts'
import { matchText, strait } from './strait.ts'

const compiled = compileDefinition(strait)
const matchesOf = (...texts: ReturnType<typeof matchText>[]) => matchEvent(compiled, texts)

describe('matching an event', () => {
  it('finds the signal in other words than its keywords', () => {
    const [match] = matchesOf(
      matchText('Revolutionary Guards board oil vessel near Hormuz', 'Tehran said the tanker was detained.'),
    )
    expect(match?.signal).toBe('naval_incident')
    expect(match?.direction).toBe(1)
  })

  it('explains itself with offsets into the item', () => {
    const item = matchText(
      'Iran seizes tanker in Strait of Hormuz',
      'Warning shots were fired, a coast guard officer said.',
    )
    const [match] = matchesOf(item)
    expect(match?.spans.length).toBeGreaterThan(0)
    for (const span of match?.spans ?? []) expect(item[span.field].slice(span.start, span.end)).toBe(span.text)
  })

  it('says nothing about a denied happening', () => {
    expect(matchesOf(matchText('Iran seizes tanker in Strait of Hormuz'))).not.toEqual([])
    expect(matchesOf(matchText('Iran denies tanker seized in Strait of Hormuz'))).toEqual([])
    expect(matchesOf(matchText('No sign of tanker seized in Strait of Hormuz'))).toEqual([])
  })

  it('says nothing about the same kind of happening elsewhere', () => {
    expect(matchesOf(matchText('Tanker seized off Mexico', 'Mexican marines found drugs aboard.'))).toEqual([])
  })

  it('says nothing about an anniversary', () => {
    const body = 'A museum in Tehran marks the anniversary of mines in Hormuz.'
    expect(matchesOf(matchText('Forty years on: remembering the tanker war', body))).toEqual([])
  })

  it('turns the direction round when the happening ends', () => {
    const title = 'Iran lifts tanker boarding inspections in Strait of Hormuz'
    const [match] = matchesOf(matchText(title))
    expect(match).toMatchObject({ signal: 'naval_incident', direction: -1 })
  })

  it('is less sure of what only may have happened', () => {
    const [sure] = matchesOf(matchText('Iran tanker seized in Strait of Hormuz after warning shots'))
    const [unsure] = matchesOf(matchText('Iran tanker reportedly seized in Strait of Hormuz after warning shots'))
    expect(unsure?.confidence ?? 0).toBeLessThan(sure?.confidence ?? 0)
  })

  it('grows surer when items agree, and counts repeats of an item once', () => {
    const first = matchText('Iran seizes tanker in Strait of Hormuz', '', { itemId: 'a' })
    const second = matchText('Tanker seized by Iran near Hormuz, warning shots fired', '', { itemId: 'b' })
    const repeat = { ...second, itemId: 'c', duplicateOf: 'b' }
    const [alone] = matchesOf(second)
    const [both] = matchesOf(first, second)
    const [repeated] = matchesOf(first, second, repeat)
    expect(both?.confidence ?? 0).toBeGreaterThan(alone?.confidence ?? 1)
    expect(repeated?.confidence).toBe(both?.confidence)
    expect(repeated?.itemIds).toEqual(['a', 'b', 'c'])
  })

  it('gives the same answer in whatever order the items come', () => {
    const items = [
      matchText('Iran seizes tanker in Strait of Hormuz', '', { itemId: 'a' }),
      matchText('Naval mines laid in shipping lanes off Iran', '', { itemId: 'b' }),
      matchText('Tanker boarded near Hormuz, Tehran confirms', '', { itemId: 'c' }),
    ]
    const answer = (texts: typeof items) =>
      matchEvent(compiled, texts).map(({ signal, direction, confidence, severity }) => ({
        signal,
        direction,
        confidence,
        severity,
      }))
    expect(answer([...items].reverse())).toEqual(answer(items))
  })

  it('takes the second opinion into account, and finds by meaning alone', () => {
    const item = matchText(
      'Bulk carrier stopped and searched by gunboats off Bandar Abbas',
      'Crew are said to be safe.',
    )
    const close: Similarity = { indicator: 0.75, title: 0.7, description: 0.7, topic: 0.5 }
    const far: Similarity = { indicator: 0.1, title: 0.1, description: 0.1, topic: 0.1 }
    const similarity = (_: unknown, signal: string) => (signal === 'naval_incident' ? close : far)
    expect(matchesOf(item)).toEqual([])
    expect(matchEvent(compiled, [item], { similarity }).map((match) => match.signal)).toEqual(['naval_incident'])
  })

  it('reads any text in any language without failing, spans always inside it', () => {
    const language = fc.constantFrom(null, 'en', 'de', 'ru', 'ar', 'zh', 'tr', 'xx', 'pt-BR', 'und')
    const word = fc.constantFrom(
      'Iran',
      'tanker',
      'seized',
      'Hormuz',
      'mines',
      'no',
      'ended',
      '%',
      '12,000',
      '…',
      '😀',
      "n't",
    )
    const content = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(word, { maxLength: 30 }).map((words) => words.join(' ')),
    )
    fc.assert(
      fc.property(content, content, language, (title, body, lang) => {
        const item = matchText(title, body, { language: lang })
        for (const match of matchEvent(compiled, [item], { threshold: 0.001 })) {
          expect(match.confidence).toBeGreaterThanOrEqual(0)
          expect(match.confidence).toBeLessThanOrEqual(1)
          expect(match.severity).toBeGreaterThan(0)
          expect(match.severity).toBeLessThanOrEqual(1)
          for (const span of match.spans) expect(item[span.field].slice(span.start, span.end)).toBe(span.text)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('finds inflected keywords of a definition in another language', () => {
    const german = compileDefinition({
      ...strait,
      indicators: [{ ...strait.indicators[0]!, keywords: ['Tanker beschlagnahmt', 'Warnschuss'], places: ['Iran'] }],
    })
    const item = matchText(
      'Iran: Tanker nach Warnschüssen beschlagnahmt',
      'Der Tanker wurde in der Straße von Hormus gestoppt.',
      { language: 'de' },
    )
    expect(matchEvent(german, [item]).map((match) => match.signal)).toEqual(['naval_incident'])
  })
})
