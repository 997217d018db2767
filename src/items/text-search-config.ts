import { type SQL, sql } from 'drizzle-orm'

/** Postgres text search configuration by ISO 639-1 code; all ship with Postgres ≥ 14. */
const CONFIGS: Record<string, string> = {
  ar: 'arabic',
  ca: 'catalan',
  da: 'danish',
  de: 'german',
  el: 'greek',
  en: 'english',
  es: 'spanish',
  eu: 'basque',
  fi: 'finnish',
  fr: 'french',
  ga: 'irish',
  hi: 'hindi',
  hu: 'hungarian',
  hy: 'armenian',
  id: 'indonesian',
  it: 'italian',
  lt: 'lithuanian',
  ne: 'nepali',
  nl: 'dutch',
  no: 'norwegian',
  pt: 'portuguese',
  ro: 'romanian',
  ru: 'russian',
  sr: 'serbian',
  sv: 'swedish',
  ta: 'tamil',
  tr: 'turkish',
  yi: 'yiddish',
}

/** The configuration of a row's language column, as SQL. */
export function configOf(language: SQL): SQL {
  const cases = Object.entries(CONFIGS).map(([code, config]) => sql.raw(`when '${code}' then '${config}'::regconfig`))
  return sql`(case ${language} ${sql.join(cases, sql` `)} else 'simple'::regconfig end)`
}
