import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileDefinition, matchEvent } from '../../../src/trends/match/index.ts'
import type { MatchText, Similarity } from '../../../src/trends/match-types.ts'
import { matchText, strait, trendOf } from './strait.ts'

const compiled = compileDefinition(strait)
const matchesOf = (...texts: ReturnType<typeof matchText>[]) => matchEvent(compiled, texts)
const signalsOf = (trend: ReturnType<typeof trendOf>, title: string) =>
  matchEvent(trend, [matchText(title)]).map((match) => match.signal)

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
    expect(match?.spans.map((span) => span.text)).toEqual(expect.arrayContaining(['Iran', 'Warning', 'shots']))
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

  it('does not take what was so before for the news', () => {
    const truce = trendOf('War between Israel and Iran', 'Will Israel and Iran strike each other?', {
      signal: 'truce',
      direction: 'deescalatory',
      description: 'Israel and Iran agree to a ceasefire or stop their attacks.',
      keywords: ['ceasefire', 'truce', 'cease-fire'],
      actors: ['Israel', 'Iran'],
    })
    expect(signalsOf(truce, 'Israel and Iran agree to a cease-fire')).toEqual(['truce'])
    expect(signalsOf(truce, 'Israel strikes Lebanon in heaviest raid since cease-fire')).toEqual([])
    expect(signalsOf(truce, 'Israel bombs Iran despite ceasefire')).toEqual([])
  })

  it('does not take the place of the cause for the place of the happening, nor a region for a country outside', () => {
    const growth = trendOf('Growth of the US economy', 'Will the American economy shrink?', {
      signal: 'forecasts_cut',
      description: 'Economists or banks lower forecasts of American growth.',
      keywords: ['growth forecast', 'factory output falls'],
      places: ['United States'],
    })
    expect(signalsOf(growth, 'Economists cut US growth forecast')).toEqual(['forecasts_cut'])
    expect(signalsOf(growth, 'Economists cut US growth forecast amid European tariffs')).toEqual(['forecasts_cut'])
    expect(signalsOf(growth, 'Bank of Japan cuts growth forecast amid US tariffs')).toEqual([])
    expect(signalsOf(growth, 'Eurozone growth forecast cut amid US tariffs')).toEqual([])
  })

  it('asks for a place inside a country by its own name; the country alone leaves it open', () => {
    const exits = (places: string[]) =>
      trendOf('Record Atlantic hurricane losses', 'Will insured losses exceed $100bn?', {
        signal: 'insurer_exit',
        description: 'Home insurers leave coastal states or become insolvent',
        keywords: ['insurers withdraw', 'insolvency', 'home insurers'],
        places,
      })
    const sure = (places: string[], where: string) =>
      matchEvent(exits(places), [matchText(`Home insurers withdraw from ${where} coast`)])[0]?.confidence ?? 0
    expect(sure(['Florida'], 'Florida')).toBeGreaterThan(sure(['Florida'], 'American'))
    expect(sure(['Florida'], 'American')).toBeGreaterThan(sure(['Florida'], 'Spanish'))
    // Whoever asks for the country is served by any place in it.
    expect(sure(['United States'], 'Florida')).toBeGreaterThan(sure(['United States'], 'Spanish'))
  })

  it('does not take the no of an indicator for a no of the text', () => {
    const refusal = trendOf('Strike at French ports', 'Will French dockers strike for a week?', {
      signal: 'solidarity',
      description: 'Dockers elsewhere refuse to unload diverted ships',
      keywords: ['refuse to unload', 'solidarity'],
    })
    expect(signalsOf(refusal, 'Dockers will not unload ships diverted from French ports')).toEqual(['solidarity'])
    expect(matchesOf(matchText('Iran has not seized tanker in Strait of Hormuz'))).toEqual([])
  })

  it('knows what trade a company is in', () => {
    const closures = trendOf('Crisis of European industry', 'Will a big plant close?', {
      signal: 'plant_closed',
      description: 'A carmaker shuts a factory',
      keywords: ['plant closure', 'factory to close'],
    })
    const wordsOf = (title: string) =>
      matchEvent(closures, [matchText(title)], { threshold: 0.01 }).flatMap((match) =>
        match.spans.map(({ text }) => text),
      )
    expect(wordsOf('Volkswagen to close factory in Emden')).toContain('Volkswagen')
  })

  it('does not take every pause for one of the central bank', () => {
    const fed = trendOf('Federal Reserve interest rate', 'Will the Federal Reserve cut its rate?', {
      signal: 'fed_holds',
      direction: 'deescalatory',
      description: 'The Fed keeps rates unchanged, or its officials say they can wait and see.',
      keywords: ['holds rates', 'keeps rates', 'patient', 'on hold'],
      actors: ['Federal Reserve'],
    })
    expect(signalsOf(fed, 'Fed keeps rates on hold')).toEqual(['fed_holds'])
    expect(signalsOf(fed, 'Trump pauses new tariffs on Europe')).toEqual([])
    expect(signalsOf(fed, 'US regulator pauses its case against Tron founder')).toEqual([])
  })

  it('is less sure of what only may have happened, and of what is opinion or a look back', () => {
    const sure = (title: string) => matchEvent(compiled, [matchText(title)], { threshold: 0.01 })[0]?.confidence ?? 0
    const plain = 'Iran seizes tanker in Strait of Hormuz after warning shots'
    for (const title of [
      'Iran may have seized tanker in Strait of Hormuz after warning shots',
      'Iran tanker reportedly seized in Strait of Hormuz after warning shots',
      `Opinion: ${plain}`,
      `Ten years ago: ${plain}`,
      `${plain}: a look back`,
    ])
      expect(sure(title), title).toBeLessThan(sure(plain) - 0.05)
  })

  it('takes the words of a phrase for more where they stand together', () => {
    const shots = trendOf('Strait closure', 'Will the strait be closed?', {
      signal: 'shots',
      keywords: ['warning shots'],
    })
    const [together, apart] = [
      'Patrol fires warning shots at pilots of strait after photographers had gone',
      'Patrol issues warning to pilots of strait after photographers had fired shots',
    ].map((title) => matchEvent(shots, [matchText(title)], { threshold: 0.01 })[0]?.confidence ?? 0)
    expect(together).toBeGreaterThan((apart ?? 0) + 0.05)
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
    const like = (units: number): Similarity => ({
      indicator: units,
      title: units,
      statement: units,
      nearest: units,
      description: units,
      topic: units - 1,
      alignment: { description: units, best: units, keyword: units, title: units },
    })
    const of = (_: MatchText, signal: string) => like(signal === 'naval_incident' ? 5 : 0)
    const similarity = { model: 'test', of }
    expect(matchesOf(item)).toEqual([])
    const [match] = matchEvent(compiled, [item], { similarity })
    expect(match).toMatchObject({ signal: 'naval_incident', opinion: 'test' })
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
      { numRuns: 100 },
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
