import { decode } from 'html-entities'
import type { NewItem } from '../../items/index.ts'
import { boundedId } from '../feed-items.ts'
import { stampDate } from './gdelt-articles.ts'
import type { GdeltConfig } from './gdelt-config.ts'
import { matched, type RowReader } from './gdelt-match.ts'
import { isoCountry, languageCode } from './gdelt-words.ts'

type Place = NonNullable<NewItem['places']>[number]

/** Rows of a GKG 2.1 file: an article each, with its title, themes, places, tone. */
export function gkgReader(match: GdeltConfig['match']): RowReader {
  const found = new Map<string, NewItem>()
  return {
    row(columns) {
      const item = itemOf(columns, match)
      if (typeof item === 'string') return item
      if (item) found.set(item.externalId, item)
      return undefined
    },
    items: () => [...found.values()],
  }
}

/** The item of a row; null when it does not match, a reason when it is not as documented. */
function itemOf(columns: readonly string[], match: GdeltConfig['match']): NewItem | null | string {
  if (columns.length < 26) return `it has ${columns.length} columns instead of 27`
  const at = (column: number) => columns[column] ?? ''
  const [date, url, outlet] = [stampDate(at(1)), at(4), at(3)]
  if (!date) return `${at(1).slice(0, 40)} is not a date`
  // Other collections (citations, broadcasts) name no page.
  if (at(2) !== '1' || !/^https?:\/\/\S+$/.test(url)) return null
  const title = decode(tagged(at(26), 'PAGE_TITLE')).trim()
  if (!title) return null
  const themes = at(7).split(';').filter(Boolean)
  const places = placesOf(at(9))
  const terms = matched(match, {
    words: title,
    themes,
    countries: places.map(({ country }) => country),
    domain: outlet,
  })
  if (!terms) return null
  const tone = at(15).split(',').map(Number)
  const language = languageCode(/\bsrclc:(\w+)/.exec(at(25))?.[1]) ?? (at(25) ? null : 'en')
  const image = at(18)
  return {
    externalId: boundedId(url),
    url: url.slice(0, 4_096),
    title,
    text: '',
    author: decode(tagged(at(26), 'PAGE_AUTHORS')).replaceAll(';', ', ') || null,
    publishedAt: stampDate(tagged(at(26), 'PAGE_PRECISEPUBTIMESTAMP')) ?? date,
    language,
    publisher: outlet || null,
    searchTerms: terms.slice(0, 100),
    places: places.slice(0, 50),
    metadata: {
      gkgId: at(0),
      themes: themes.slice(0, 100),
      persons: at(11).split(';').filter(Boolean).slice(0, 50),
      organisations: at(13).split(';').filter(Boolean).slice(0, 50),
      ...(Number.isFinite(tone[0]) && at(15) ? { tone: tone[0] } : {}),
      ...(image ? { media: [{ url: image }] } : {}),
    },
  }
}

function tagged(xml: string, name: string): string {
  const start = xml.indexOf(`<${name}>`)
  const end = xml.indexOf(`</${name}>`, start)
  return start < 0 || end < 0 ? '' : xml.slice(start + name.length + 2, end)
}

/** `type#name#country#adm1#lat#lon#feature`, separated by semicolons; each place once. */
function placesOf(locations: string): Place[] {
  const places = new Map<string, Place>()
  for (const block of locations.split(';')) {
    const [, name = '', fips = '', , lat = '', lon = ''] = block.split('#')
    const place = gdeltPlace(name, fips, lat, lon)
    if (place) places.set(`${place.country} ${place.name}`, place)
  }
  return [...places.values()]
}

/** A place as GDELT writes it; undefined when its country is not known. */
export function gdeltPlace(name: string, fips: string, lat: string, lon: string): Place | undefined {
  const country = isoCountry(fips)
  const [shortName = ''] = name.split(',')
  if (!country || shortName.trim() === '') return undefined
  const [y, x] = [Number.parseFloat(lat), Number.parseFloat(lon)]
  const isOnMap = Math.abs(y) <= 90 && Math.abs(x) <= 180
  return { name: shortName.trim().slice(0, 200), country, ...(isOnMap ? { lat: y, lon: x } : {}) }
}
