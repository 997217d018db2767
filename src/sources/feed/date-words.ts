const monthLocales = [
  'en',
  'da',
  'de',
  'el',
  'es',
  'fi',
  'fr',
  'hu',
  'it',
  'nl',
  'no',
  'pl',
  'pt',
  'ro',
  'ru',
  'sv',
  'tr',
  'uk',
]
const zoneHours: Record<string, number> = {
  ut: 0,
  utc: 0,
  gmt: 0,
  z: 0,
  wet: 0,
  west: 1,
  bst: 1,
  cet: 1,
  cest: 2,
  met: 1,
  mest: 2,
  eet: 2,
  eest: 3,
  msk: 3,
  ist: 5.5,
  est: -5,
  edt: -4,
  cst: -6,
  cdt: -5,
  mst: -7,
  mdt: -6,
  pst: -8,
  pdt: -7,
  akst: -9,
  akdt: -8,
  hst: -10,
  ast: -4,
  at: -4,
  adt: -3,
  et: -5,
  ct: -6,
  mt: -7,
  pt: -8,
  jst: 9,
  kst: 9,
  hkt: 8,
  sgt: 8,
  aest: 10,
  aedt: 11,
  awst: 8,
  nzst: 12,
  nzdt: 13,
}
let monthNames: Map<string, number> | undefined

/** The first customary name of a time zone in a text. */
export function zoneName(text: string): string | undefined {
  for (const [word] of text.matchAll(/\b[A-Z]{1,4}\b/gi)) {
    if (word.toLowerCase() in zoneHours) return word
  }
  return undefined
}

/** Minutes a zone (`+02:00`, `-5`, `CEST`) is ahead of UTC; 0 for one nobody knows. */
export function offsetMinutes(zone: string | undefined): number {
  const m = /^([+-])(\d{1,2}):?(\d{2})?$/.exec(zone ?? '')
  if (m) return (m[1] === '-' ? -1 : 1) * (Number(m[2]) * 60 + Number(m[3] ?? 0))
  return (zoneHours[zone?.toLowerCase() ?? ''] ?? 0) * 60
}

/** 1 to 12 for a month's name in one of eighteen languages, whole or as usually shortened. */
export function monthOf(word: string): number | undefined {
  monthNames ??= collectMonthNames()
  const plain = plainWord(word)
  // `Sept`, `Decembr`; four letters must be how a month begins, or every `junk` is June.
  const isAbbreviation = /^[a-z]{5,}$|^(sept|octo|nove|dece|janu|febr|marc|apri|augu)$/.test(plain)
  return monthNames.get(plain) ?? (isAbbreviation ? monthNames.get(plain.slice(0, 3)) : undefined)
}

function collectMonthNames(): Map<string, number> {
  const names = new Map<string, number>()
  for (const locale of monthLocales) {
    for (const style of ['short', 'long'] as const) {
      const formats = [{ month: style }, { month: style, day: 'numeric' }] as const
      for (const options of formats) {
        const format = new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' })
        for (let month = 0; month < 12; month++) {
          const part = format.formatToParts(Date.UTC(2023, month, 1)).find((p) => p.type === 'month')
          const name = plainWord(part?.value ?? '')
          // English comes first and keeps its names: `mar` is March, whatever it is elsewhere.
          if (name.length > 2 && !/^\d/.test(name) && !names.has(name)) names.set(name, month + 1)
        }
      }
    }
  }
  return names
}

function plainWord(word: string): string {
  return word.toLowerCase().replace(/\.$/, '').normalize('NFD').replace(/\p{M}/gu, '')
}
