import { stopWords } from './stop-words.ts'

/** One figure of a text: what is counted, how many, and whether it is a bound ("at least 12"). */
export interface Quantity {
  /** Equal for figures that can be compared. */
  what: string
  value: number
  bound: 'exact' | 'least' | 'most' | 'about'
  /** Deaths, injuries and the like: there is one true number of them at a time. */
  isToll: boolean
}

const classes: readonly [what: string, words: RegExp][] = [
  [
    'killed',
    /^(?:kill(?:ed|s|ing)?|dead|deaths?|die[sd]?|dying|fatalities|tote[nr]?|getötet|todesopfer|dræbt|dræbte|døde|omkommet|muert[oa]s?|fallecid[oa]s?|morts?|mortes|tué(?:e?s?)|загин\p{L}*|вбит\p{L}*)$/u,
  ],
  [
    'injured',
    /^(?:injur(?:ed|es|ing)|wound(?:ed|s|ing)|hurt|verletzt(?:e[nr]?)?|såret|sårede|kvæstet|kvæstede|herid[oa]s?|blessé(?:e?s?)|поранен\p{L}*)$/u,
  ],
  ['missing', /^(?:missing|vermisst(?:e[nr]?)?|savnet|savnede|desaparecid[oa]s?|disparu(?:e?s?)|зникл\p{L}*)$/u],
  [
    'arrested',
    /^(?:arrest(?:ed|s)|detain(?:ed|s)|festgenommen|anholdt|anholdte|detenid[oa]s?|arrêté(?:e?s?)|затриман\p{L}*)$/u,
  ],
]
const people =
  /^(?:people|persons?|men|women|others?|more|residents|civilians|menschen|personen|mennesker|personer|personas|personnes|людей|осіб)$/u
const linking = /^(?:were|was|are|is|have|been|had|being|at|least|wurden|sind|blev|er|fueron|han|ont|été|були|було)$/u
const calendar =
  /^(?:january|february|march|april|may|june|july|august|september|october|november|december|years?|days?|weeks?|months?|hours?|minutes?|seconds?|times?|year-olds?|years-old|jahre?n?|tage?n?|wochen?|monate?n?|stunden?|uhr|minuten|dage?|uger?|timer|år|años?|días?|horas?|semanas?|meses|ans?|jours?|heures?|semaines?|mois|рок\p{L}*|дн\p{L}+|годин\p{L}*|am|pm|gmt|km|am|th|st|nd|rd)$/u
const bounds: readonly [Quantity['bound'], RegExp][] = [
  [
    'least',
    /(?:at least|more than|over|mindestens|über|mehr als|mindst|over|mere end|al menos|más de|au moins|plus de|щонайменше|понад|більше)\s*$/iu,
  ],
  [
    'most',
    /(?:up to|at most|fewer than|less than|as many as|bis zu|weniger als|op til|højst|hasta|menos de|jusqu['’]à|moins de|до)\s*$/iu,
  ],
  [
    'about',
    /(?:about|around|some|nearly|almost|roughly|approximately|dozens|rund|etwa|fast|omkring|cirka|næsten|unos|unas|casi|cerca de|environ|près de|близько|майже)\s*$/iu,
  ],
]
const magnitudes: Record<string, number> = {
  k: 1e3,
  thousand: 1e3,
  tausend: 1e3,
  tusind: 1e3,
  mil: 1e3,
  mille: 1e3,
  тис: 1e3,
  m: 1e6,
  mn: 1e6,
  mio: 1e6,
  million: 1e6,
  millions: 1e6,
  millionen: 1e6,
  millioner: 1e6,
  millones: 1e6,
  млн: 1e6,
  bn: 1e9,
  mrd: 1e9,
  billion: 1e9,
  billions: 1e9,
  milliarden: 1e9,
  milliarder: 1e9,
  milliards: 1e9,
  млрд: 1e9,
  trillion: 1e12,
  trn: 1e12,
}
const numberWords: Record<string, number> = {
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
}
const decimalComma = new Set(['da', 'de', 'es', 'fr', 'it', 'nl', 'no', 'pl', 'pt', 'ru', 'sv', 'uk'])

const magnitude = `(?:\\s?(?<magnitude>${Object.keys(magnitudes).join('|')})\\b\\.?)?`
const percent = '(?<percent>\\s?%|\\s(?:percent|per cent|prozent|procent|por ciento|pour cent|відсот\\p{L}*))?'
const figureOf = (digits: string) =>
  new RegExp(
    `(?<![\\p{L}\\p{N}.,:/$€£-])(?<currency>[$€£])?(?<digits>${digits})(?![\\p{N}:/])${magnitude}${percent}(?<euro>\\s?€)?`,
    'giu',
  )
const pointFigure = figureOf(
  `\\d{1,3}(?:,\\d{3})+(?:\\.\\d+)?|\\d+(?:\\.\\d+)?|\\b(?:${Object.keys(numberWords).join('|')})\\b`,
)
const commaFigure = figureOf('\\d{1,3}(?:[.\\u00a0\\u202f]\\d{3})+(?:,\\d+)?|\\d+(?:,\\d+)?')

/** The figures of a text, each with what it counts; dates, ages, scores and bare years are left out. Pure, any language. */
export function quantitiesOf(text: string, language: string): Quantity[] {
  const found: Quantity[] = []
  const comma = decimalComma.has(language)
  const stop = stopWords(language)
  for (const match of text.matchAll(comma ? commaFigure : pointFigure)) {
    const { digits = '', percent: share, currency, euro } = match.groups ?? {}
    const scale = match.groups?.magnitude?.toLowerCase()
    const value = numberOf(digits, comma) * (scale ? (magnitudes[scale] ?? 1) : 1)
    if (!Number.isFinite(value)) continue
    const before = text.slice(Math.max(0, match.index - 60), match.index)
    const after = wordsAfter(text.slice(match.index + match[0].length, match.index + match[0].length + 80))
    if (after[0] !== undefined && calendar.test(after[0])) continue
    const unit = share ? '%' : (currency ?? (euro ? '€' : ''))
    const bound = bounds.find(([, words]) => words.test(before))?.[0] ?? 'exact'
    const toll = unit === '' ? tollOf(before, after, stop) : undefined
    if (toll) found.push({ what: toll, value, bound, isToll: true })
    else {
      const noun = unit === '%' && (after[0] === undefined || stop.has(after[0])) ? nounBefore(before, stop) : after[0]
      const isYear = unit === '' && !scale && value >= 1_900 && value <= 2_100
      if (isYear || noun === undefined || stop.has(noun) || people.test(noun) || noun.length < 3) continue
      found.push({ what: `${unit} ${singular(noun, language)}`.trim(), value, bound, isToll: false })
    }
  }
  return found
}

/** "12 people were killed", "kills 12", "killed at least 3 soldiers", "death toll rises to 12". */
function tollOf(before: string, after: readonly string[], stop: ReadonlySet<string>): string | undefined {
  const noun =
    after[0] !== undefined && !people.test(after[0]) && !stop.has(after[0]) && !classOf(after[0]) ? after[0] : undefined
  for (const word of after.slice(0, 4)) {
    const kind = classOf(word)
    if (kind) return noun && noun !== word ? `${noun} ${kind}` : kind
    if (word !== noun && !people.test(word) && !linking.test(word)) break
  }
  if (/\b(?:death )?toll\b(?:[^.,;]|(?<=\d)[.,](?=\d)){0,50}\s(?:to|at|of|is|now)\s*$/iu.test(before)) return 'killed'
  const said = before
    .toLowerCase()
    .replace(
      /(?:at least|more than|over|up to|about|around|some|nearly|almost|mindestens|au moins|al menos|mindst|щонайменше)\s*$/u,
      '',
    )
  const verb = classOf(/(\p{L}+)\s*$/u.exec(said)?.[1] ?? '')
  if (!verb || /^(?:dead|deaths?|die[sd]?|dying|missing)$/u.test(/(\p{L}+)\s*$/u.exec(said)?.[1] ?? ''))
    return undefined
  return noun ? `${noun} ${verb}` : verb
}

/** "the key rate to 2.5 percent", "tariffs of 25 %" */
function nounBefore(before: string, stop: ReadonlySet<string>): string | undefined {
  const noun = /(\p{L}{3,})\s+(?:by|to|at|of|from|auf|um|von|til|på|al|del?|à|до|на)\s*$/iu
    .exec(before)?.[1]
    ?.toLowerCase()
  return noun === undefined || stop.has(noun) ? undefined : noun
}

const classOf = (word: string) => classes.find(([, words]) => words.test(word))?.[0]

/** Up to five words right after a figure, up to the end of the clause. */
function wordsAfter(text: string): string[] {
  const clause = /^[^.,;:!?()–—"”\n]*/u.exec(text)?.[0] ?? ''
  return (clause.toLowerCase().match(/[\p{L}][\p{L}'’-]*/gu) ?? []).slice(0, 5)
}

function numberOf(digits: string, comma: boolean): number {
  const word = numberWords[digits.toLowerCase()]
  if (word !== undefined) return word
  return Number(comma ? digits.replace(/[.\u00a0\u202f]/g, '').replace(',', '.') : digits.replaceAll(',', ''))
}

const singular = (noun: string, language: string) =>
  language === 'en' && noun.length > 3 && /[^su]s$/.test(noun) ? noun.slice(0, -1) : noun
