import { monthOf, offsetMinutes, zoneName } from './date-words.ts'

/**
 * Reads a date as feeds write them: ISO 8601 in all its precisions, weeks and days of the year included, RFC 822/850/1123 and asctime with
 * their usual mistakes, month names of eighteen languages, US and dotted numeric dates. A missing time zone means UTC.
 * Null when it cannot be read or is no such day.
 */
export function parseFeedDate(text: string | null | undefined): Date | null {
  const value = text?.trim().replace(/\s+/g, ' ')
  if (!value || value.length > 100 || !/\d/.test(value)) return null
  // A weekday says nothing that the date does not; logs join date and time by a colon.
  const plain = value.replace(/^\p{L}{2,10},? (?=\d{4}[/-])/u, '').replace(/(\p{L}[/-]\d{4}):(?=\d{2}:)/u, '$1 ')
  return (
    shortIso(plain) ??
    iso(plain) ??
    compact(plain) ??
    eastAsian(plain) ??
    withMonthName(plain) ??
    numeric(plain) ??
    isoStart(plain)
  )
}

const time = String.raw`(\d{1,2})(?::?(\d{2})(?::?(\d{2})(?:[.,](\d{1,9}))?)?)?`
const zone = String.raw`(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?|[+-]\d:\d{2}|[A-Z]{3,4})?`
const isoPattern = new RegExp(
  String.raw`^(\d{4})(?:-?(\d{2})(?:-?(\d{2}))?|-?(\d{3})|-?(W\d{2}-?[1-7]))?(?:[T ]+${time})? ?${zone}$`,
  'i',
)
const isoLoose = new RegExp(
  String.raw`^(\d{4})-(\d{1,2})(?:-(\d{1,2}))?()()(?:[T ]+(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,](\d{1,9}))?)?)? ?${zone}$`,
  'i',
)

function iso(value: string): Date | null {
  // Nine or more digits alone are no date of this form.
  if (/^\d{9,}$/.test(value)) return null
  const m = isoPattern.exec(value) ?? isoLoose.exec(value)
  if (!m) return null
  const [, year, month, day, ordinal, week, hour, minute, second, fraction, zone] = m
  const date: [number, number, number] | null = week
    ? dayOfWeek(Number(year), week)
    : ordinal
      ? dayOfYear(Number(year), Number(ordinal))
      : [Number(year), Number(month ?? 1), Number(day ?? 1)]
  return date && instant(date[0], date[1], date[2], { hour, minute, second, fraction, zone })
}

/** ISO 8601:1988 with years of two digits: `031231`, `03-335`, `-0312`, `-03-12`. */
function shortIso(value: string): Date | null {
  const day = /^(\d\d)(\d\d)(\d\d)$/.exec(value) ?? /^-(\d\d)-?(\d\d)$/.exec(value)
  if (day) return instant(fullYear(day[1] as string), Number(day[2]), Number(day[3] ?? 1), {})
  const numbered = /^(\d\d)-?(\d{3})$/.exec(value)
  const date = numbered && dayOfYear(fullYear(numbered[1] as string), Number(numbered[2]))
  return date && instant(...date, {})
}

/** An instant with something behind it: `2006-09-15T08:19:53-04:00[America/New_York]`. */
function isoStart(value: string): Date | null {
  const start = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?(?![\d:])/i.exec(value)
  return start && iso(start[0])
}

/** Digits alone: `20060915081953`, `200609150819`, else seconds or milliseconds since 1970. */
function compact(value: string): Date | null {
  if (!/^\d{9,14}$/.test(value)) return null
  const m = /^((?:19|20)\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?$/.exec(value)
  const date = m && instant(Number(m[1]), Number(m[2]), Number(m[3]), { hour: m[4], minute: m[5], second: m[6] })
  if (date || value.length > 13) return date
  return new Date(Number(value) * (value.length > 11 ? 1 : 1000))
}

/** ISO 8601 week date: week 1 holds the year's 4th of January. */
function dayOfWeek(year: number, week: string): [number, number, number] {
  const fourth = new Date(Date.UTC(year, 0, 4))
  const monday = 4 - ((fourth.getUTCDay() + 6) % 7)
  const date = new Date(Date.UTC(year, 0, monday + (Number(week.slice(1, 3)) - 1) * 7 + Number(week.at(-1)) - 1))
  return [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()]
}

function dayOfYear(year: number, ordinal: number): [number, number, number] | null {
  const date = new Date(Date.UTC(year, 0, ordinal))
  return date.getUTCFullYear() === year ? [year, date.getUTCMonth() + 1, date.getUTCDate()] : null
}

/** `2004년 05월 28일 오후 11:31:15`, `2004-05-28 오후 11:31:15`, `2024年5月28日 23:31`. */
function eastAsian(value: string): Date | null {
  const m =
    /^(\d{4}) ?[년年][ -]?(\d{1,2}) ?[월月][ -]?(\d{1,2}) ?[일日]/.exec(value) ??
    /^(\d{4})-(\d{1,2})-(\d{1,2}) (?=오[전후])/.exec(value)
  if (!m) return null
  const rest = /(오전|오후|上午|下午|午前|午後)? ?(\d{1,2})[:時时](\d{2})(?:[:分](\d{2}))?/.exec(
    value.slice(m[0].length),
  )
  const half = rest?.[1] && (/오후|下午|午後/.test(rest[1]) ? 'pm' : 'am')
  // Such dates name no zone; the country's own is the only reading that makes sense of a wall clock.
  const zone = /[년오]/.test(value) ? '+0900' : m[0].includes('年') ? '+0800' : undefined
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
  const clock = /(\d{1,2})[:h.](\d{1,2})(?![\d.])(?::(\d{1,2})(?:[.,](\d{1,6}))?)? ?([ap]\.?m\b\.?)?/i.exec(value)
  const before = clock ? value.slice(0, clock.index) : value
  const after = clock ? value.slice(clock.index + clock[0].length) : ''
  const zone = /(?:^| )(?:GMT|UTC)?(?: ?\+?)([+-]\d{1,2}(?::?\d{2})?)\b/i.exec(after)?.[1] ?? zoneName(after)
  const words = `${before} ${after.replace(/[+-]\d{1,2}(:?\d{2})?/, ' ')}`.split(/[\s,\-/]+/).filter(Boolean)
  let month: number | undefined
  const numbers: string[] = []
  for (const word of words) {
    const digits = /^(\d{1,4})(?:st|nd|rd|th|er|t|[.ºª])?$/i.exec(word)?.[1]
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
  if (a.length < 3 && c.length % 2 === 1) return null
  if (a.length === 4) return instant(Number(a), Number(b), Number(c), clock)
  // ISO 8601:1988 knows years of two digits, and writes dashes.
  if (separator === '-' && a.length === 2 && c.length === 2 && Number(c) <= 31)
    return instant(fullYear(a), Number(b), Number(c), clock)
  const dayFirst = separator !== '/' || Number(a) > 12
  return instant(fullYear(c as string), Number(dayFirst ? b : a), Number(dayFirst ? a : b), clock)
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

/** Two-digit years as RFC 2822 §4.3 reads them. */
function fullYear(digits: string): number {
  const year = Number(digits)
  if (digits.length > 3) return year
  return digits.length === 3 ? 1900 + year : year < 50 ? 2000 + year : 1900 + year
}
