import { trendDefinition } from '../../../src/trends/definition.ts'
import { compileDefinition } from '../../../src/trends/match/index.ts'
import type { MatchText } from '../../../src/trends/match-types.ts'

/** A small definition that the matching tests share. */
export const strait = trendDefinition.parse({
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
})

/** An item as the matcher reads it. */
export function matchText(title: string, text = '', overrides: Partial<MatchText> = {}): MatchText {
  return {
    itemId: 'item-1',
    title,
    text,
    publishedAt: new Date('2025-06-15T12:00:00Z'),
    language: 'en',
    duplicateOf: null,
    ...overrides,
  }
}

/** A compiled definition of these indicators, which escalate unless they say otherwise. */
export function trendOf(name: string, question: string, ...told: object[]) {
  const indicators = told.map((indicator) => ({ direction: 'escalatory', weight: 0.3, ...indicator }))
  return compileDefinition(
    trendDefinition.parse({ id: 'a-trend', name, question, baselineProbability: 0.2, indicators }),
  )
}
