import { describe, expect, it } from 'vitest'
import { type TrendDefinitionInput, trendDefinition } from '../../../src/trends/definition.ts'
import { compileDefinition, matchEvent } from '../../../src/trends/match/index.ts'
import type { MatchText } from '../../../src/trends/match-types.ts'

const strait: TrendDefinitionInput = {
  id: 'strait-closure',
  name: 'Closure of the Strait of Hormuz',
  question: 'Will Iran halt commercial transit through the Strait of Hormuz for 48 hours?',
  baselineProbability: 0.06,
  indicators: [
    {
      signal: 'naval_incident',
      direction: 'escalatory',
      weight: 0.1,
      description: 'Ships are attacked, seized or harassed in or near the strait.',
      keywords: ['tanker seized', 'warning shots', 'boarding'],
      places: ['Iran', 'Strait of Hormuz'],
    },
    {
      signal: 'mine_laying',
      direction: 'escalatory',
      weight: 0.2,
      description: 'Naval mines are laid in shipping lanes.',
      keywords: ['naval mines', 'mines'],
    },
    {
      signal: 'nuclear_deal',
      direction: 'deescalatory',
      weight: 0.1,
      description: 'Tehran and Washington agree on limits to the nuclear programme.',
      keywords: ['nuclear deal', 'agreement', 'sanctions relief'],
      actors: ['Iran'],
    },
  ],
}
const compiled = compileDefinition(trendDefinition.parse(strait))

function text(title: string, body = '', overrides: Partial<MatchText> = {}): MatchText {
  return {
    itemId: 'item-1',
    title,
    text: body,
    publishedAt: new Date('2025-06-15T12:00:00Z'),
    language: 'en',
    entities: [],
    places: [],
    duplicateOf: null,
    ...overrides,
  }
}
const matchesOf = (...texts: MatchText[]) => matchEvent(compiled, texts)

describe('matching an event', () => {
  it('finds the signal in other words than its keywords', () => {
    const [match] = matchesOf(
      text('Revolutionary Guards board oil vessel near Hormuz', 'Tehran said the tanker was detained.'),
    )
    expect(match?.signal).toBe('naval_incident')
    expect(match?.direction).toBe(1)
  })

  it('explains itself with offsets into the item', () => {
    const item = text('Iran seizes tanker in Strait of Hormuz', 'Warning shots were fired, a coast guard officer said.')
    const [match] = matchesOf(item)
    expect(match?.spans.length).toBeGreaterThan(0)
    for (const span of match?.spans ?? []) expect(item[span.field].slice(span.start, span.end)).toBe(span.text)
  })

  it('says nothing about a denied happening', () => {
    expect(matchesOf(text('Iran denies tanker seized in Strait of Hormuz'))).toEqual([])
  })

  it('says nothing about the same kind of happening elsewhere', () => {
    expect(matchesOf(text('Tanker seized off Mexico', 'Mexican marines found drugs aboard.'))).toEqual([])
  })

  it('says nothing about an anniversary', () => {
    expect(
      matchesOf(
        text(
          'Forty years on: remembering the tanker war',
          'A museum in Tehran marks the anniversary of mines in Hormuz.',
        ),
      ),
    ).toEqual([])
  })
})
