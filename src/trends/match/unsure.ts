import type { TrendDefinition } from '../definition.ts'
import type { MatchText } from '../match-types.ts'
import { compiledFor } from './compiled-for.ts'
import { wordPairs } from './match-text.ts'
import { probability } from './model.ts'
import { readWith } from './read-text.ts'

/** Words that say less than this leave nothing to ask about. */
export const ASK_FROM = 0.005
/** What they say above this stands by itself. */
const ASK_TO = 0.9

/** Whether the words of a text leave it open which indicator of the definition it shows, if any. */
export function wordsLeaveOpen(definition: TrendDefinition, text: MatchText): boolean {
  const compiled = compiledFor(definition, text.language)
  const pairs = wordPairs(readWith(text, compiled.aliases), compiled)
  let best = 0
  for (const pair of pairs) best = Math.max(best, probability(pair.features, pair.standing))
  return best >= ASK_FROM && best < ASK_TO
}
