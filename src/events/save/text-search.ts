const configs: Record<string, string> = {
  da: 'danish',
  de: 'german',
  en: 'english',
  es: 'spanish',
  fi: 'finnish',
  fr: 'french',
  it: 'italian',
  nl: 'dutch',
  no: 'norwegian',
  pt: 'portuguese',
  ru: 'russian',
  sv: 'swedish',
}

/** Postgres text search configuration for a language; `simple` where there is none. */
export function textSearchConfig(language: string): string {
  return configs[language.toLowerCase().split('-')[0] ?? ''] ?? 'simple'
}
