import type { TrendDefinition } from '../definition.ts'
import type { Matcher } from '../match-types.ts'
import { compileDefinition } from './compile.ts'
import { matchEvent } from './match-event.ts'

export { type CompiledDefinition, compileDefinition } from './compile.ts'
export { type MatchOptions, matchEvent } from './match-event.ts'
export { matchTrends, type TrendMatch } from './match-trends.ts'
export type { Similarity } from './model.ts'
export { createSecondOpinion, type SecondOpinion } from './second-opinion.ts'

/** Changes whenever any answer may: evidence names the matcher it came from. */
export const MATCHER_VERSION = 'lexical-2'

/** The matcher that `score-trends` uses. */
export const matcher: Matcher = {
  version: MATCHER_VERSION,
  prepare(definition: TrendDefinition) {
    const compiled = compileDefinition(definition)
    return (texts) => matchEvent(compiled, texts)
  },
}
