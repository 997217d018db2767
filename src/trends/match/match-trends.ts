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
  const prepared = new Map(definitions.map((definition) => [definition, matcher.prepare(definition)]))
  const screen = matcher.screen?.(definitions) ?? (() => definitions)
  const candidates = new Map(texts.map((text) => [text, screen(text)]))
  const of = (text: MatchText) => candidates.get(text) ?? []
  const opinion = await matcher.consult?.(
    texts.flatMap((text) => of(text).map((definition) => ({ definition, texts: [text] }))),
  )
  return texts.map((text) =>
    of(text)
      .flatMap(
        (definition) =>
          prepared
            .get(definition)?.([text], opinion)
            .map((found): TrendMatch => ({ trend: definition.id, ...found })) ?? [],
      )
      .sort((a, b) => b.confidence - a.confidence || (`${a.trend}/${a.signal}` < `${b.trend}/${b.signal}` ? -1 : 1)),
  )
}
