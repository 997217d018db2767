/** Agencies that much of the world's press rewrites: two outlets citing one of them are one source. */
const agencies: Record<string, string> = {
  reuters: 'reuters',
  'associated press': 'associated press',
  ap: 'associated press',
  afp: 'agence france-presse',
  'agence france-presse': 'agence france-presse',
  bloomberg: 'bloomberg',
  dpa: 'dpa',
  tass: 'tass',
  interfax: 'interfax',
  'ria novosti': 'ria novosti',
  xinhua: 'xinhua',
  kyodo: 'kyodo',
  yonhap: 'yonhap',
  anadolu: 'anadolu',
  ukrinform: 'ukrinform',
  irna: 'irna',
  ritzau: 'ritzau',
}

const before = String.raw`(?:according to|citing|cited by|reported by|reports? (?:by|from|in)|quoted by|told|via|source:)\s+(?:the\s+)?`
const after = String.raw`(?:\s+(?:news agency|newspaper))?\s+(?:reports?|reported|has reported|first reported|said citing)\b`

/**
 * The outlets a report says it has its news from, lower case: "according to Reuters", "(AP)" as a dateline, "The Daily reported".
 * Looks for the outlets of the same event (`names`) and for the big agencies, in the headline and the first 2,000 characters.
 */
export function citedOutlets(
  report: { publisher: string; title: string; text: string },
  names: Iterable<string>,
): string[] {
  const text = `${report.title}\n${report.text.slice(0, 2_000)}`
  const lower = text.toLowerCase()
  const own = report.publisher.trim().toLowerCase()
  const found = new Set<string>()
  const candidates = new Map(Object.entries(agencies))
  for (const name of names)
    if (name.trim().length >= 3) candidates.set(name.trim().toLowerCase(), name.trim().toLowerCase())
  for (const [name, outlet] of candidates) {
    if (name === own || outlet === own || !lower.includes(name)) continue
    if (cites(text, name)) found.add(outlet)
  }
  return [...found]
}

function cites(text: string, name: string): boolean {
  const word = name.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
  const edge = String.raw`(?![\p{L}\p{N}])`
  if (new RegExp(`${before}${word}${edge}`, 'iu').test(text)) return true
  if (new RegExp(String.raw`(?<![\p{L}\p{N}])${word}${after}`, 'iu').test(text)) return true
  // A dateline: "KYIV (Reuters) -" or "(AP) —" near the beginning.
  return new RegExp(String.raw`\(${word}\)`, 'iu').test(text.slice(0, 300))
}
