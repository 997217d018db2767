import { describe, expect, it } from 'vitest'
import { compileDefinition, matchEvent } from '../../../src/trends/match/index.ts'
import { matchText, strait, trendOf } from './strait.ts'

describe('the direction of a match', () => {
  it('turns the direction round when the happening ends', () => {
    const title = 'Iran lifts tanker boarding inspections in Strait of Hormuz'
    const [match] = matchEvent(compileDefinition(strait), [matchText(title)])
    expect(match).toMatchObject({ signal: 'naval_incident', direction: -1 })
  })

  it('turns it round where troops leave or a strike ends, wherever in the title that is said', () => {
    const buildup = trendOf('War between Russia and Ukraine', 'Will Russia attack Ukraine again?', {
      signal: 'troop_buildup',
      description: 'Russia moves troops to the border of Ukraine.',
      keywords: ['troop buildup', 'deploys troops', 'troops massed'],
      actors: ['Russia'],
    })
    const strike = trendOf('French port strike', 'Will French dockers strike for a week?', {
      signal: 'strike',
      description: 'Dockers walk out at French ports.',
      keywords: ['dockers strike', 'port strike', 'walkout'],
    })
    const directionOf = (trend: ReturnType<typeof trendOf>, title: string) =>
      matchEvent(trend, [matchText(title)])[0]?.direction
    for (const title of ['Russia deploys troops to Ukraine border', 'Russia sends more troops to Ukraine border'])
      expect(directionOf(buildup, title), title).toBe(1)
    for (const title of [
      'Russia withdraws troops from Ukraine border',
      'Russian troops leave Ukraine border',
      'Russia begins withdrawal of troops from Ukraine border',
      'Troop buildup on Ukraine border has ended, Russia says',
    ])
      expect(directionOf(buildup, title), title).toBe(-1)
    const claims = trendOf('US recession', 'Will the US economy shrink?', {
      signal: 'layoffs',
      description: 'Companies cut jobs, or jobless claims rise.',
      keywords: ['layoffs', 'jobless claims'],
    })
    expect(directionOf(claims, 'US jobless claims rose last week')).toBe(1)
    expect(directionOf(claims, 'US jobless claims fell last week')).toBe(-1)
    for (const title of ['French dockers extend strike', 'French port strike enters second week'])
      expect(directionOf(strike, title), title).toBe(1)
    for (const title of [
      'French dockers end strike',
      'Strike at French ports ends',
      'Strike at Le Havre port called off',
    ])
      expect(directionOf(strike, title), title).toBe(-1)
  })

  it('does not turn round what only has a word of the opposite in it', () => {
    const funds = trendOf('Lunar programme', 'Will the lunar landing slip?', {
      signal: 'money_secured',
      direction: 'deescalatory',
      description: 'Lawmakers add funds or new contracts are signed for the lunar programme',
      keywords: ['funding approved', 'contract awarded', 'appropriations'],
    })
    expect(matchEvent(funds, [matchText('Senate tops up lunar programme by $1.4bn')])).toMatchObject([
      { direction: -1 },
    ])
    // A truce that something is done to is not the end of what stands before.
    const accused = trendOf('Trade truce between the US and China', 'Will both lower their tariffs?', {
      signal: 'accusations',
      description: 'One side says the other broke the trade truce.',
      keywords: ['broke truce', 'hits back'],
    })
    const title = 'China hits back at Trump claims that it broke trade truce'
    expect(matchEvent(accused, [matchText(title)])).toMatchObject([{ direction: 1 }])
  })

  it('turns round what a reprieve lets off from, unless the indicator looks for the reprieve', () => {
    const imposed = {
      signal: 'tariffs_imposed',
      description: 'Washington puts tariffs on steel.',
      keywords: ['steel tariffs', 'tariffs imposed'],
      actors: ['United States'],
    }
    const question = 'Will the United States put tariffs on steel?'
    const duties = trendOf('US steel tariffs', question, imposed, {
      signal: 'tariffs_eased',
      direction: 'deescalatory',
      description: 'Washington exempts steel from tariffs.',
      keywords: ['tariff exemption', 'tariff relief'],
      actors: ['United States'],
    })
    const directionsOf = (title: string, trend = duties) =>
      Object.fromEntries(matchEvent(trend, [matchText(title)]).map((match) => [match.signal, match.direction]))
    expect(directionsOf('US steel tariffs imposed')).toMatchObject({ tariffs_imposed: 1 })
    for (const title of ['US steel tariff reprieve for Britain', 'Washington spares British steel from US tariffs'])
      expect(new Set(Object.values(directionsOf(title))), title).toEqual(new Set([-1]))
    // Found or not, a truce is no new tariff.
    expect(Object.values(directionsOf('US steel tariffs truce for Britain'))).not.toContain(1)
    expect(directionsOf('US steel tariff relief')).toMatchObject({ tariffs_eased: -1 })
    // Where nothing looks for the reprieve, what it lets off from is turned round.
    const alone = trendOf('US steel tariffs', question, imposed)
    expect(directionsOf('US steel tariffs reprieve', alone)).toMatchObject({ tariffs_imposed: -1 })
  })
})
