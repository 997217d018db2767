import type { IndicatorMatch, MatchText } from '../match-types.ts'
import type { CompiledDefinition } from './compile.ts'
import type { TextMatch } from './match-text.ts'

/** How far each further item that agrees closes the gap to certainty. */
const AGREEMENT = 0.25
const MAX_AGREEING = 4

/** What one item of an event shows, and the model whose second opinion counted in it. */
export interface TextMatches {
  text: MatchText
  opinion: string | undefined
  matches: readonly TextMatch[]
}

/**
 * Joins what an event's items say into one match per (signal, direction): confidence of the surest item, raised by those
 * that agree; severity averaged by confidence over the items, so that one loud headline does not speak for ten.
 */
export function combineMatches(
  compiled: CompiledDefinition,
  texts: readonly MatchText[],
  perText: readonly TextMatches[],
): IndicatorMatch[] {
  const groups = new Map<string, { match: TextMatch; text: MatchText; opinion: string | undefined }[]>()
  for (const { text, opinion, matches } of perText)
    for (const match of matches) {
      const key = `${match.indicator}:${match.direction}`
      const group = groups.get(key)
      if (group) group.push({ match, text, opinion })
      else groups.set(key, [{ match, text, opinion }])
    }
  const combined = [...groups.values()].map((group): IndicatorMatch => {
    group.sort((a, b) => b.match.confidence - a.match.confidence || compare(a.text.itemId, b.text.itemId))
    const best = group[0]?.match as TextMatch
    const agreeing = Math.min(MAX_AGREEING, group.length - 1)
    const confidence = 1 - (1 - best.confidence) * (1 - AGREEMENT * best.confidence) ** agreeing
    const mass = group.reduce((sum, entry) => sum + entry.match.confidence, 0)
    const severity = group.reduce((sum, entry) => sum + entry.match.severity * entry.match.confidence, 0) / mass
    const shown = new Set(group.map((entry) => entry.text.itemId))
    return {
      signal: compiled.indicators[best.indicator]?.signal ?? '',
      direction: best.direction,
      severity: round(severity),
      confidence: round(confidence),
      spans: group.flatMap((entry) => entry.match.spans),
      itemIds: texts
        .filter((text) => shown.has(text.itemId) || (text.duplicateOf !== null && shown.has(text.duplicateOf)))
        .map((text) => text.itemId),
      opinion: group.find((entry) => entry.opinion !== undefined)?.opinion,
    }
  })
  return combined.sort(
    (a, b) => b.confidence - a.confidence || compare(a.signal, b.signal) || b.direction - a.direction,
  )
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function round(value: number): number {
  return Math.round(value * 1e4) / 1e4
}
