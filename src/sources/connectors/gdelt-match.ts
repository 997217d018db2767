import type { NewItem } from '../../items/index.ts'
import type { GdeltConfig } from './gdelt-config.ts'

/** Turns the rows of a file into items, row by row. */
export interface RowReader {
  /** Takes a row; says what is wrong with one that is not as documented. */
  row(columns: readonly string[]): string | undefined
  items(): NewItem[]
}

/** What of a row is compared with the settings. */
export interface Shown {
  words: string
  themes: readonly string[]
  countries: readonly string[]
  domain: string
}

/** What of the settings a row shows, as search terms; undefined when it lacks a kind that is asked for. */
export function matched(match: GdeltConfig['match'], shown: Shown): string[] | undefined {
  const words = shown.words.toLowerCase()
  const found = {
    words: match.words?.filter((word) => words.includes(word.toLowerCase())),
    themes: match.themes?.filter((theme) => shown.themes.some((own) => own.startsWith(theme.toUpperCase()))),
    countries: match.countries?.filter((country) => shown.countries.includes(country)),
    domains: match.domains?.filter((domain) => isUnder(shown.domain.toLowerCase(), domain.toLowerCase())),
  }
  const asked = Object.values(found).filter((terms) => terms !== undefined)
  return asked.every((terms) => terms.length > 0) ? asked.flat() : undefined
}

const isUnder = (host: string, domain: string): boolean => host === domain || host.endsWith(`.${domain}`)
