import { createRequire } from 'node:module'
import countries from 'i18n-iso-countries'
import { COUNTRY_ALIASES, COUNTRY_PARTS, DEMONYMS, REGIONS, US_STATES } from './lexicon/country-words.ts'
import { KNOWN_ORGANISATIONS, KNOWN_PEOPLE } from './lexicon/known-names.ts'
import { type CityIndex, loadCities } from './place-gazetteer.ts'
import { wordTokens } from './word-tokens.ts'

export interface KnownName {
  kind: 'person' | 'organisation' | 'country' | 'state' | 'region' | 'demonym'
  name: string
  country?: string
  confidence: number
}

/** Names by their exact spelling, and how many words the longest one has that begins with a word. */
export interface KnownNames {
  names: ReadonlyMap<string, KnownName>
  longest: ReadonlyMap<string, number>
}

/** Everything names are looked up in. Loaded once per process by `loadNameIndex`. */
export interface NameIndex {
  /** Known names of the item's language (English and that language's country names). */
  knownIn(language: string): KnownNames
  cities: CityIndex
  /** Where a country's capital lies, by ISO 3166-1 alpha-2. */
  capitals: ReadonlyMap<string, { lat: number; lon: number }>
  countryName(code: string): string
}

/** Reads the gazetteer and builds the name tables; about half a second and 60 MB. */
export async function loadNameIndex(): Promise<NameIndex> {
  const require = createRequire(import.meta.url)
  countries.registerLocale(require('i18n-iso-countries/langs/en.json'))
  const cities = await loadCities()
  const capitals = new Map<string, { lat: number; lon: number }>()
  for (const list of cities.values()) {
    for (const city of list) if (city.capital) capitals.set(city.country, { lat: city.lat, lon: city.lon })
  }
  const english = byFirstWord(englishNames())
  const perLanguage = new Map<string, KnownNames>([
    ['en', english],
    ['und', english],
  ])
  return {
    cities,
    capitals,
    countryName,
    knownIn(language) {
      let names = perLanguage.get(language)
      if (!names) {
        names = withCountriesOf(language, english)
        perLanguage.set(language, names)
      }
      return names
    },
  }
}

/** The name a country goes by here: the first alias, else the ISO short name. */
function countryName(code: string): string {
  if (code === 'US') return 'United States'
  if (code === 'GB') return 'United Kingdom'
  if (code === 'XK') return 'Kosovo'
  return COUNTRY_ALIASES[code]?.split('|')[0] ?? countries.getName(code, 'en', { select: 'official' }) ?? code
}

function englishNames(): Map<string, KnownName> {
  const names = new Map<string, KnownName>()
  const country = (text: string, code: string, confidence: number) =>
    names.set(text, { kind: 'country', name: countryName(code), country: code, confidence })
  for (const [code, text] of Object.entries(countries.getNames('en', { select: 'official' }))) country(text, code, 0.95)
  for (const [code, list] of Object.entries(COUNTRY_ALIASES)) {
    for (const alias of list.split('|')) country(alias, code, alias === 'America' ? 0.8 : 0.95)
  }
  for (const [code, list] of Object.entries(DEMONYMS)) {
    for (const word of list.split('|')) {
      const entry: KnownName = { kind: 'demonym', name: countryName(code), country: code, confidence: 0.65 }
      names.set(word, entry)
      if (!/(?:s|sh|ch|ese)$/.test(word)) names.set(`${word}s`, entry)
    }
  }
  for (const [code, list] of Object.entries(COUNTRY_PARTS)) {
    for (const name of list.split('|')) {
      names.set(name, { kind: 'state', name: name.replace(/ Strip$/, ''), country: code, confidence: 0.95 })
    }
  }
  for (const name of US_STATES.split('|')) names.set(name, { kind: 'state', name, country: 'US', confidence: 0.9 })
  for (const name of REGIONS.split('|')) names.set(name, { kind: 'region', name, confidence: 0.9 })
  add(names, KNOWN_ORGANISATIONS, 'organisation')
  add(names, KNOWN_PEOPLE, 'person')
  return names
}

function add(
  names: Map<string, KnownName>,
  list: Record<string, readonly [country: string, ...aliases: string[]]>,
  kind: 'person' | 'organisation',
): void {
  for (const [name, [code, ...aliases]] of Object.entries(list)) {
    const entry: KnownName = { kind, name, confidence: 0.95, ...(code ? { country: code } : {}) }
    names.set(name, entry)
    for (const alias of aliases) names.set(alias, { ...entry, confidence: alias.includes(' ') ? 0.95 : 0.85 })
  }
}

/** English names and what the item's language calls the countries (CLDR, as built into the runtime). */
function withCountriesOf(language: string, english: KnownNames): KnownNames {
  const locale = language === 'no' ? 'nb' : language
  if (Intl.DisplayNames.supportedLocalesOf([locale]).length === 0) return english
  const local = new Intl.DisplayNames([locale], { type: 'region', fallback: 'none' })
  const names = new Map(english.names)
  for (const code of Object.keys(countries.getAlpha2Codes())) {
    const text = local.of(code)
    if (text) names.set(text, { kind: 'country', name: countryName(code), country: code, confidence: 0.95 })
  }
  return byFirstWord(names)
}

function byFirstWord(names: ReadonlyMap<string, KnownName>): KnownNames {
  const longest = new Map<string, number>()
  for (const name of names.keys()) {
    const words = wordTokens(name)
    const first = words[0]?.text
    if (first !== undefined) longest.set(first, Math.max(longest.get(first) ?? 0, words.length))
  }
  return { names, longest }
}
