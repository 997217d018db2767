import type { IndicatorMatch, MatchText } from '../match-types.ts'
import type { CompiledDefinition } from './compile.ts'
import { matchEvent } from './match-event.ts'
import type { SecondOpinion } from './second-opinion.ts'

/** A match and the trend whose indicator it is. */
export interface TrendMatch extends IndicatorMatch {
  trend: string
}

/** Another trend's match this much less sure than the best of the item is left out: most reports move one trend. */
const OTHER_TREND_SHARE = 0.7

/** Each text on its own against every definition, surest match first; the second opinion is asked once for all texts. */
export async function matchTrends(
  definitions: readonly CompiledDefinition[],
  texts: readonly MatchText[],
  opinion?: SecondOpinion,
): Promise<TrendMatch[][]> {
  const similarity = await opinion?.compare(texts)
  return texts.map((text) => {
    const matches = definitions.flatMap((compiled) =>
      matchEvent(compiled, [text], {
        similarity: similarity && ((_, signal) => similarity(compiled, text, signal)),
      }).map((match): TrendMatch => ({ trend: compiled.id, ...match })),
    )
    matches.sort(
      (a, b) => b.confidence - a.confidence || (`${a.trend}/${a.signal}` < `${b.trend}/${b.signal}` ? -1 : 1),
    )
    const best = matches[0]?.confidence ?? 0
    return matches.filter((match) => match.confidence >= best * OTHER_TREND_SHARE)
  })
}
