import { beforeAll, describe, expect, it } from 'vitest'
import { type Analysers, analyseItem, loadAnalysers } from '../../src/items/analyse-item.ts'

let analysers: Analysers
beforeAll(async () => {
  analysers = await loadAnalysers()
})

const fetchedAt = new Date('2025-06-01T12:00:00Z')
const analyse = (title: string, text = '', language: string | null = null) =>
  analyseItem(
    {
      title,
      text,
      url: null,
      publisher: null,
      language,
      publishedAt: null,
      updatedAt: null,
      fetchedAt,
      source: { name: 'S', url: null, owner: null, language: null },
    },
    analysers,
  )
const names = (kind: string, title: string, text = '') =>
  analyse(title, text, 'en')
    .entities.filter((entity) => entity.kind === kind)
    .map((entity) => entity.name)
const countries = (title: string, text = '') => analyse(title, text, 'en').places.map((place) => place.country)

describe('language', () => {
  it.each([
    ['The central bank raised interest rates on Thursday', 'en'],
    ['Folketinget vedtog i går en ny lov om udlændinge', 'da'],
    ['Київ під обстрілом, повідомляє мер', 'uk'],
    ['Die Bundesregierung will die Steuern senken', 'de'],
    ['🙂', 'und'],
    ['', 'und'],
  ])('of "%s" is %s', (text, language) => {
    expect(analyse(text).language).toBe(language)
  })

  it('is the declared one for short text, unless the text clearly says otherwise', () => {
    expect(analyse('Trump tariffs', '', 'en-US').language).toBe('en')
    expect(analyse('Oslo', '', 'nb-NO').language).toBe('no')
    expect(
      analyse('Folketinget vedtog i går en ny lov, som skal gøre det lettere for udlændinge at få arbejde', '', 'en')
        .language,
    ).toBe('da')
  })
})

describe('people', () => {
  it('are found in sentences and headlines, surnames counted with full names', () => {
    const text =
      'Kristi Noem said she would go. “We are ready,” Noem added. Tiff Macklem, governor of the Bank of Canada, declined to comment.'
    expect(names('person', 'Homeland chief visits border', text)).toEqual(expect.arrayContaining(['Kristi Noem']))
    expect(analyse('x', text, 'en').entities.find((entity) => entity.name === 'Kristi Noem')?.mentions).toBe(2)
    expect(names('person', 'Israel’s Netanyahu Meets Jim Jordan as Trump Fires Official')).toEqual(
      expect.arrayContaining(['Benjamin Netanyahu', 'Jim Jordan', 'Donald Trump']),
    )
    expect(
      names('person', '', 'Prime Minister Mette Frederiksen met Recep Tayyip Erdogan and Jerome H. Powell.'),
    ).toEqual(['Jerome Powell', 'Mette Frederiksen', 'Recep Tayyip Erdoğan'])
  })

  it('are not places, and places not people', () => {
    expect(countries('Trump and Powell clash as Musk leaves')).toEqual([])
    expect(countries('Stars seen', 'There were Paris Hilton and Jack London among the guests of the show.')).toEqual([])
    expect(names('person', 'Will Trump Visit Paris?')).toEqual(['Donald Trump'])
    expect(names('person', 'Jordan Summit in Washington')).toEqual([])
  })
})

describe('places', () => {
  it.each([
    ['U.S. and China agree truce', ['CN', 'US']],
    ['Explosions heard in Kharkiv', ['UA']],
    ['Danish minister visits Greenland', ['DK', 'GL']],
    ['Protests in Tbilisi as Georgia passes law', ['GE']],
    ['Georgia governor Kemp signs election bill in Atlanta', ['US']],
    ['South Korea’s president met North Korean envoys', ['KP', 'KR']],
    ['What the US-China truce means for Israel-Iran talks', ['CN', 'IL', 'IR', 'US']],
    ['Aid enters Gaza', ['PS']],
    ['Join us for a reading of a nice book', []],
    ['It was a mobile phone best deal', []],
  ])('"%s" → %s', (title, expected) => {
    expect([...new Set(countries(title))].sort()).toEqual(expected)
  })

  it('below a country keep their own name', () => {
    expect(names('place', 'Aid enters Gaza Strip', 'Voters in Scotland and Ontario look on.')).toEqual([
      'Gaza',
      'Ontario',
      'Scotland',
    ])
  })

  it('have coordinates', () => {
    const [place] = analyse('Explosions heard in Kharkiv').places
    expect(place).toMatchObject({ name: 'Kharkiv', country: 'UA' })
    expect(place?.lat).toBeCloseTo(49.98, 1)
    expect(analyse('Iran denies it', '', 'en').places[0]?.lat).toBeCloseTo(35.69, 1)
  })

  it('prefer the city of a country that is named', () => {
    expect(countries('Birmingham council bankrupt', 'The British city of Birmingham said on Tuesday.')).toContain('GB')
    expect(countries('Police in Birmingham, Alabama', 'Officers in the US city of Birmingham said.')).not.toContain(
      'GB',
    )
  })

  it('are found in other languages', () => {
    expect(
      analyse('Statsministeren besøger Tyskland og København', '', 'da')
        .places.map((place) => place.country)
        .sort(),
    ).toEqual(['DE', 'DK'])
    expect(analyse('Путин прибыл в Китай', '', 'ru').places.map((place) => place.country)).toEqual(['CN'])
  })
})

describe('organisations', () => {
  it('are known by name, acronym or form', () => {
    const text =
      'Officials of the Fed and the E.U. talked about it. A supplier, Acme Widgets Ltd., sued the Ministry of Defence over contracts while the Reserve Bank of Australia waited.'
    expect(names('organisation', 'NATO meets', text)).toEqual(
      expect.arrayContaining([
        'NATO',
        'Federal Reserve',
        'European Union',
        'Acme Widgets Ltd',
        'Ministry of Defence',
        'Reserve Bank of Australia',
      ]),
    )
  })
})

describe('sentiment', () => {
  const tone = (title: string) => analyse(title, '', 'en').sentiment?.value ?? 0
  it('knows which way is good for a quantity', () => {
    expect(tone('Unemployment falls to record low')).toBeGreaterThan(0.2)
    expect(tone('Unemployment rises sharply')).toBeLessThan(-0.2)
    expect(tone('Wages fall again')).toBeLessThan(-0.2)
    expect(tone('Exports jump as demand recovers')).toBeGreaterThan(0.2)
    expect(tone('Inflation eases')).toBeGreaterThan(0.2)
  })
  it('reads war as bad, peace as good, and negation', () => {
    expect(tone('Missile attack kills dozens')).toBeLessThan(-0.5)
    expect(tone('Rivals sign peace agreement')).toBeGreaterThan(0.3)
    expect(tone('There is no peace')).toBeLessThan(0)
  })
  it('is absent where nothing carries any', () => {
    expect(analyse('The committee meets on Tuesday', '', 'en').sentiment).toBeNull()
    expect(analyse('Folketinget vedtog en dårlig lov', '', 'da').sentiment).toBeNull()
  })
})

describe('topics', () => {
  it.each([
    ['Fed holds interest rates as inflation eases', 'economy'],
    ['Missile strike kills soldiers near frontline', 'conflict'],
    ['EU prepares tariffs on imports', 'trade'],
    ['Parliament votes on coalition government', 'politics'],
    ['Earthquake and floods leave hundreds homeless', 'disaster'],
  ])('of "%s" include %s', (title, topic) => {
    expect(analyse(title, '', 'en').topics.map((found) => found.topic)).toContain(topic)
  })
})

describe('every item', () => {
  it('gives the same answer twice', () => {
    const once = analyse('Trump meets Xi in Beijing', 'They talked about tariffs. Nothing was agreed.')
    expect(analyse('Trump meets Xi in Beijing', 'They talked about tariffs. Nothing was agreed.')).toEqual(once)
  })
})
