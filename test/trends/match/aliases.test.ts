import { describe, expect, it } from 'vitest'
import type { Named } from '../../../src/trends/definition.ts'
import { matchEvent } from '../../../src/trends/match/index.ts'
import { matchText, trendOf } from './strait.ts'

describe('an actor or a place by its aliases', () => {
  const boarding = (asked: { actors?: Named[]; places?: Named[] }) =>
    trendOf('Taiwan blockade', 'Will ships bound for Taiwan be turned back?', {
      signal: 'ships_stopped',
      description: 'Ships are stopped and boarded.',
      keywords: ['ships stopped', 'boarded'],
      ...asked,
    })
  const first = (trend: ReturnType<typeof trendOf>, title: string, language = 'en') =>
    matchEvent(trend, [matchText(title, '', { language })], { threshold: 0.01 })[0]
  const by = (name: string, ...aliases: string[]) => ({ name, aliases })

  it('is as sure of an alias as of the name, and shows it among its words', () => {
    const named = first(boarding({ places: ['Taiwan'] }), 'Ships boarded and stopped off Taiwan')
    const aliased = boarding({ places: [by('Taiwan', 'Isla Formosa', 'Formosa')] })
    const called = first(aliased, 'Ships boarded and stopped off Formosa')
    expect(called?.confidence).toBeCloseTo(named?.confidence ?? 0, 2)
    expect(called?.spans.map((span) => span.text)).toContain('Formosa')
    const unknown = first(boarding({ places: ['Taiwan'] }), 'Ships boarded and stopped off Formosa')
    expect(unknown?.confidence ?? 0).toBeLessThan(called?.confidence ?? 0)
    const [seen, unseen] = ['Formosa', 'Sicily'].map((place) => first(aliased, `Schiffe vor ${place} boarded`, 'de'))
    expect(seen?.confidence).toBeGreaterThan(unseen?.confidence ?? 0)
  })

  it('takes capitals, and names with others in them, as they are written', () => {
    const trend = boarding({ places: [by('Taiwan', 'ROC', 'Republic of China')] })
    const sure = (place: string) => first(trend, `Ships boarded and stopped off ${place}`)?.confidence ?? 0
    expect(sure('ROC')).toBeCloseTo(sure('Taiwan'), 2)
    expect(sure('Republic of China')).toBeGreaterThan(sure('China'))
    expect(sure('roc')).toBeLessThan(sure('ROC'))
  })

  it('goes by whichever spelling is known, and by the letters where none is', () => {
    const confidence = (actor: Named, who: string) =>
      first(boarding({ actors: [actor] }), `${who} boarded ships and stopped them`)?.confidence ?? 0
    expect(confidence(by('Persia', 'Iran'), 'Persia')).toBe(confidence(by('Persia', 'Iran'), 'Iran'))
    const militia = by('Black Gull Militia', 'Gullmen')
    for (const who of ['Gullmen', 'Black Gull Militia'])
      expect(confidence(militia, 'Fishermen')).toBeLessThan(confidence(militia, who))
    expect(confidence(by('*', '…'), 'Fishermen')).toBe(confidence(militia, 'Fishermen'))
  })
})
