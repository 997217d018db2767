import type { TrendDefinition } from '../definition.ts'
import type { IndicatorMatch, Matcher, MatchText } from '../match-types.ts'

/** A match and the trend whose indicator it is. */
export interface TrendMatch extends IndicatorMatch {
  trend: string
}

/** Each text as an event of its own against every definition, surest match first: what `score-trends` would make of it. */
export async function matchTrends(
  matcher: Matcher,
  definitions: readonly TrendDefinition[],
  texts: readonly MatchText[],
): Promise<TrendMatch[][]> {
  const prepared = definitions.map((definition) => ({ definition, match: matcher.prepare(definition) }))
  const opinion = await matcher.consult?.(
    texts.flatMap((text) => definitions.map((definition) => ({ definition, texts: [text] }))),
  )
  return texts.map((text) =>
    prepared
      .flatMap(({ definition, match }) =>
        match([text], opinion).map((found): TrendMatch => ({ trend: definition.id, ...found })),
      )
      .sort((a, b) => b.confidence - a.confidence || (`${a.trend}/${a.signal}` < `${b.trend}/${b.signal}` ? -1 : 1)),
  )
}
