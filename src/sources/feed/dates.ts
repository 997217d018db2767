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

/**
 * Reads a date as feeds write them: ISO 8601 in all its precisions, RFC 822/850/1123 and asctime with their usual
 * mistakes, month names of eighteen languages, US and dotted numeric dates. A missing time zone means UTC.
 * Null when it cannot be read or is no such day.
 */
export function parseFeedDate(text: string | null | undefined): Date | null {
  const value = text?.trim().replace(/\s+/g, ' ')
  if (!value || value.length > 100 || !/\d/.test(value)) return null
  return iso(value) ?? eastAsian(value) ?? withMonthName(value) ?? numeric(value) ?? epoch(value)
}

const time = String.raw`(\d{1,2}):?(\d{2})(?::?(\d{2})(?:[.,](\d{1,9}))?)?`
const isoPattern = new RegExp(
  String.raw`^(\d{4})(?:-?(\d{2})(?:-?(\d{2}))?|-?(\d{3}))?(?:[T ]+${time})? ?(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?|[A-Z]{3,4})?$`,
  'i',
)
const isoLoose = new RegExp(
  String.raw`^(\d{4})-(\d{1,2})-(\d{1,2})()(?:[T ]+${time})? ?(Z|UTC|GMT|[+-]\d{1,2}(?::?\d{2})?|[A-Z]{3,4})?$`,
  'i',
)

function iso(value: string): Date | null {
  // Ten or more digits alone are seconds since 1970, not a date.
  if (/^\d{9,}$/.test(value)) return null
  const m = isoPattern.exec(value) ?? isoLoose.exec(value)
  if (!m) return null
  const [, year, month, day, ordinal, hour, minute, second, fraction, zone] = m
  const date: [number, number, number] | null = ordinal
    ? dayOfYear(Number(year), Number(ordinal))
    : [Number(year), Number(month ?? 1), Number(day ?? 1)]
  return date && instant(date[0], date[1], date[2], { hour, minute, second, fraction, zone })
}

function dayOfYear(year: number, ordinal: number): [number, number, number] | null {
  const date = new Date(Date.UTC(year, 0, ordinal))
  return date.getUTCFullYear() === year ? [year, date.getUTCMonth() + 1, date.getUTCDate()] : null
}

/** `2004년 05월 28일 오후 11:31:15`, `2024年5月28日 23:31`. */
function eastAsian(value: string): Date | null {
  const m = /^(\d{4}) ?[년年][ -]?(\d{1,2}) ?[월月][ -]?(\d{1,2}) ?[일日]/.exec(value)
  if (!m) return null
  const rest = /(오전|오후|上午|下午|午前|午後)? ?(\d{1,2})[:時时](\d{2})(?:[:分](\d{2}))?/.exec(
    value.slice(m[0].length),
  )
  const half = rest?.[1] && (/오후|下午|午後/.test(rest[1]) ? 'pm' : 'am')
  // Such dates name no zone; the country's own is the only reading that makes sense of a wall clock.
  const zone = m[0].includes('년') ? '+0900' : m[0].includes('年') ? '+0800' : undefined
  return instant(Number(m[1]), Number(m[2]), Number(m[3]), {
    hour: rest?.[2],
    minute: rest?.[3],
    second: rest?.[4],
    half,
    zone,
  })
}

/** RFC 822 and its relatives: any order of day, month name and year, with or without weekday, time and zone. */
function withMonthName(value: string): Date | null {
  const clock = /(\d{1,2})[:h.](\d{2})(?::(\d{2})(?:[.,](\d{1,6}))?)? ?([ap]\.?m\b\.?)?/i.exec(value)
  const before = clock ? value.slice(0, clock.index) : value
  const after = clock ? value.slice(clock.index + clock[0].length) : ''
  const zone = /(?:^| )(?:GMT|UTC)?(?: ?\+?)([+-]\d{1,2}:?\d{2})\b/i.exec(after)?.[1] ?? zoneName(after)
  const words = `${before} ${after.replace(/[+-]\d{1,2}:?\d{2}/, ' ')}`.split(/[\s,\-/]+/).filter(Boolean)
  let month: number | undefined
  const numbers: string[] = []
  for (const word of words) {
    const digits = /^(\d{1,4})(?:st|nd|rd|th|er|[.ºª])?$/i.exec(word)?.[1]
    if (digits) numbers.push(digits)
    else month ??= monthOf(word)
  }
  const [first, second] = numbers
  if (!month || !first || !second) return null
  const [day, year] = first.length > 2 ? [second, first] : [first, second]
  const half = clock?.[5]?.toLowerCase().replaceAll('.', '')
  return instant(fullYear(year), month, Number(day), {
    hour: clock?.[1],
    minute: clock?.[2],
    second: clock?.[3],
    fraction: clock?.[4],
    half,
    zone,
  })
}

function zoneName(text: string): string | undefined {
  for (const [word] of text.matchAll(/\b[A-Z]{1,4}\b/gi)) {
    if (word.toLowerCase() in zoneHours) return word
  }
  return undefined
}

/** `12/31/2003 10:14 PM` (US order unless the first number cannot be a month), `31.12.2003 22:14`, `2003/12/31`. */
function numeric(value: string): Date | null {
  const m =
    /^(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})(?:,? +(\d{1,2}):(\d{2})(?::(\d{2}))?(?: ?([ap]m))?)? ?([A-Z]{1,4}|[+-]\d{2}:?\d{2})?$/i.exec(
      value,
    )
  if (!m) return null
  const [, a, separator, b, c, hour, minute, second, half, zone] = m as unknown as string[] & {
    1: string
    3: string
    4: string
  }
  const clock = { hour, minute, second, half: half?.toLowerCase(), zone }
  if (a.length === 4) return instant(Number(a), Number(b), Number(c), clock)
  const dayFirst = separator !== '/' || Number(a) > 12
  return instant(fullYear(c as string), Number(dayFirst ? b : a), Number(dayFirst ? a : b), clock)
}

/** Seconds or milliseconds since 1970. */
function epoch(value: string): Date | null {
  if (!/^\d{9,13}$/.test(value)) return null
  return new Date(Number(value) * (value.length > 11 ? 1 : 1000))
}

interface Clock {
  hour?: string | undefined
  minute?: string | undefined
  second?: string | undefined
  fraction?: string | undefined
  half?: string | undefined
  zone?: string | undefined
}

function instant(year: number, month: number, day: number, clock: Clock): Date | null {
  const midnight = new Date(Date.UTC(year, month - 1, day))
  if (midnight.getUTCMonth() !== month - 1 || year < 100) return null
  let hour = Number(clock.hour ?? 0)
  if (clock.half === 'pm' && hour < 12) hour += 12
  if (clock.half === 'am' && hour === 12) hour = 0
  const minute = Number(clock.minute ?? 0)
  const second = Number(clock.second ?? 0)
  if (hour > 24 || minute > 59 || second > 61) return null
  const ms = Math.trunc(Number(`0.${clock.fraction ?? 0}`) * 1000)
  const local = midnight.getTime() + ((hour * 60 + minute) * 60 + second) * 1000 + ms
  return new Date(local - offsetMinutes(clock.zone) * 60_000)
}

function offsetMinutes(zone: string | undefined): number {
  const m = /^([+-])(\d{1,2}):?(\d{2})?$/.exec(zone ?? '')
  if (m) return (m[1] === '-' ? -1 : 1) * (Number(m[2]) * 60 + Number(m[3] ?? 0))
  return (zoneHours[zone?.toLowerCase() ?? ''] ?? 0) * 60
}

/** Two-digit years as RFC 2822 §4.3 reads them. */
function fullYear(digits: string): number {
  const year = Number(digits)
  if (digits.length > 3) return year
  return digits.length === 3 ? 1900 + year : year < 50 ? 2000 + year : 1900 + year
}

function monthOf(word: string): number | undefined {
  monthNames ??= collectMonthNames()
  const plain = plainWord(word)
  return monthNames.get(plain) ?? (/^[a-z]{4,}$/.test(plain) ? monthNames.get(plain.slice(0, 3)) : undefined)
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
