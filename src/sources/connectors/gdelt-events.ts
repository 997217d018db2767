import { getDomain } from 'tldts'
import type { NewItem } from '../../items/index.ts'
import { boundedId } from '../feed-items.ts'
import { stampDate } from './gdelt-articles.ts'
import type { GdeltConfig } from './gdelt-config.ts'
import { gdeltPlace } from './gdelt-gkg.ts'
import { matched, type RowReader } from './gdelt-match.ts'
import { happeningOf } from './gdelt-words.ts'

interface Article {
  url: string
  at: Date
  terms: Set<string>
  /** What it reports, in GDELT's reading, each once. */
  lines: Set<string>
  places: Map<string, NonNullable<NewItem['places']>[number]>
  eventIds: string[]
  goldstein: number
}

/** Rows of an events 2.0 file, one per reported act, gathered into an item per article. */
export function gdeltEventReader(match: GdeltConfig['match']): RowReader {
  const articles = new Map<string, Article>()
  return {
    row(columns) {
      if (columns.length < 61) return `it has ${columns.length} columns instead of 61`
      const at = (column: number) => (columns[column] ?? '').trim()
      const [added, url] = [stampDate(at(59)), at(60)]
      if (!added) return `${at(59).slice(0, 40)} is not a date`
      const happening = happeningOf(at(28))
      if (!happening || !/^https?:\/\/\S+$/.test(url)) return undefined
      const place = gdeltPlace(at(52), at(53), at(56), at(57))
      const line = sentence(at(6), happening, at(16), at(52))
      const terms = matched(match, {
        words: line,
        themes: [`CAMEO_${at(26)}`, `CAMEO_${at(28)}`],
        countries: place ? [place.country] : [],
        domain: getDomain(url) ?? '',
      })
      if (!terms) return undefined
      const article = articles.get(url) ?? newArticle(url, added)
      articles.set(url, article)
      article.lines.add(line)
      for (const term of terms) article.terms.add(term)
      if (place) article.places.set(`${place.country} ${place.name}`, place)
      article.eventIds.push(at(0))
      article.goldstein = Math.min(article.goldstein, Number.parseFloat(at(30)) || 0)
      return undefined
    },
    items: () => [...articles.values()].map(itemOf),
  }
}

const newArticle = (url: string, at: Date): Article => ({
  url,
  at,
  terms: new Set(),
  lines: new Set(),
  places: new Map(),
  eventIds: [],
  goldstein: 0,
})

/** GDELT names actors in capitals: `POLICE: protest → GOVERNMENT (Oslo, Oslo, Norway)`. */
function sentence(actor: string, happening: string, other: string, place: string): string {
  const named = (text: string) => text.toLowerCase().replace(/(^|[\s-])\p{L}/gu, (letter) => letter.toUpperCase())
  const doing = `${named(actor) || 'Somebody'}: ${happening}`
  return `${doing}${other ? ` → ${named(other)}` : ''}${place ? ` (${place})` : ''}`
}

function itemOf({ url, at, terms, lines, places, eventIds, goldstein }: Article): NewItem {
  const told = [...lines].slice(0, 50)
  return {
    externalId: boundedId(url),
    url: url.slice(0, 4_096),
    title: told[0] ?? null,
    text: told.join('\n'),
    publishedAt: at,
    language: 'en',
    publisher: getDomain(url),
    searchTerms: [...terms].slice(0, 100),
    places: [...places.values()].slice(0, 50),
    metadata: { eventIds: eventIds.slice(0, 100), goldstein },
  }
}
