import { remembered } from '../../remembered.ts'
import type { CompiledIndicator } from './compile.ts'
import { type Reading, titleEnd } from './features.ts'
import { EASING_CUES, EASING_WORDS } from './lexicon/modality.ts'
import { modalityOf } from './modality.ts'
import { keysOf, type ReadText } from './read-text.ts'
import { stemmerOf } from './stem.ts'
import { flip, tendenciesOf } from './tendency.ts'

/** A word of the opposite turns round what stands this close. */
const POLARITY_REACH = 3

/** Whether what the indicator names is said to end, or to change the other way, right where its words stand. */
export function isReversed(
  indicator: CompiledIndicator,
  read: ReadText,
  pair: Pick<Reading, 'places' | 'features'>,
): boolean {
  const strongest = pair.places[0]
  if (!strongest) return false
  const own = (at: number) => ownsWord(indicator, read.tokens[at]?.stem ?? '')
  const cue = modalityOf(read).ended.get(strongest.at)
  if (cue !== undefined && !own(cue) && strongest.at < read.bodyAt) {
    if (easingCues.has(read.tokens[cue]?.word)) return !indicatorEases(indicator)
    if (pair.features.keyword >= 0.5) return true
  }
  const { agrees, keyword, tendencyAgrees, tendencyOpposes } = pair.features
  // Troops that leave, where troops that come are looked for.
  if (tendencyOpposes === 1 && agrees === 0) {
    const told = tendenciesOfTitle(read)
    if ([...indicator.tendencies].some((tendency) => told.has(flip(tendency)))) return true
  }
  if (keyword < 0.5 || tendencyAgrees === 1) return false
  return [...indicator.polarity].some((key) => {
    const opposite = read.keys.has(key) ? [] : (read.keys.get(flip(key)) ?? [])
    const gaps = opposite.filter(({ at }) => at < read.bodyAt && !own(at)).map(({ at }) => Math.abs(at - strongest.at))
    // A word is not turned round by itself.
    return !gaps.includes(0) && gaps.some((gap) => gap <= POLARITY_REACH)
  })
}

const tendenciesOfTitle = remembered((read: ReadText) => {
  const tokens = read.tokens.slice(0, titleEnd(read))
  return tendenciesOf({ tokens, ...keysOf(tokens, read.language) })
})

const easingCues = new Set(EASING_CUES.map((cue) => cue.split(' ')[0]))
let easingStems: Set<string> | undefined

/** Whether the indicator is itself about letting off: a reprieve then is what it looks for. */
function indicatorEases({ words, keywords }: CompiledIndicator): boolean {
  easingStems ??= new Set(EASING_WORDS.map(stemmerOf('en')))
  const stems = easingStems
  return [...words, ...keywords.flatMap((phrase) => phrase.units)].some((unit) => stems.has(unit.stem))
}

function ownsWord(indicator: CompiledIndicator, stem: string): boolean {
  return (
    indicator.words.some((unit) => unit.stem === stem) ||
    indicator.keywords.some((phrase) => phrase.units.some((unit) => unit.stem === stem))
  )
}
