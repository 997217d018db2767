import type { SignalAssessment } from '../db/schema/index.ts'
import type { ActiveTrend, ReadyDefinition } from './active-trends.ts'
import { refine } from './assess/refine.ts'
import type { EvidenceBase } from './evidence.ts'
import { corroborationOf } from './factors.ts'
import { definitionAt } from './history.ts'
import { independentGroups, leadingGroup } from './independence.ts'
import type { ScoringEvent } from './load-events.ts'
import type { IndicatorMatch, Opinion } from './match-types.ts'

/** More items and passages than this explain nothing better. */
const itemsShown = 12
const spansShown = 12

/** What an event shows of one version of a trend's definition, and what a language model said of it, if one was asked. */
export interface Reading {
  event: ScoringEvent
  trend: ActiveTrend
  version: ReadyDefinition
  matches: IndicatorMatch[]
  assessed?: { model: string; answers: readonly SignalAssessment[] } | undefined
}

/** The versions of a trend's definition in force when the items of an event were published; none for an event that is gone. */
export function versionsFor(event: ScoringEvent, trend: ActiveTrend): ReadyDefinition[] {
  if (event.goneReason !== null) return []
  return [...new Set(event.items.map((item) => definitionAt(trend.versions, item.publishedAt)))]
}

/** Matches an event against every version of a trend's definition that concerns it. */
export function readEvent(event: ScoringEvent, trend: ActiveTrend, opinion: Opinion | undefined): Reading[] {
  return versionsFor(event, trend)
    .map((version) => ({ event, trend, version, matches: version.match(event.items, opinion) }))
    .filter((reading) => reading.matches.length > 0)
}

/** What a reading is evidence of, before its neighbours in time: one row per signal. */
export function evidenceOf({ event, trend, version, matches, assessed }: Reading, matcher: string): EvidenceBase[] {
  const { groups } = event
  const leading = leadingGroup(groups)
  if (leading === undefined) return []
  const weightedGroups = groups.reduce((sum, group) => sum + group.weight, 0)
  const rows: EvidenceBase[] = []
  for (const { match, opposed } of strongestPerSignal(matches)) {
    const indicator = version.definition.indicators.find((entry) => entry.signal === match.signal)
    const shown = event.items.filter((item) => match.itemIds.includes(item.itemId))
    const first = shown[0]
    if (indicator === undefined || first === undefined) continue
    // A happening belongs to the definition that was in force when it happened.
    if (definitionAt(trend.versions, first.publishedAt) !== version) continue
    const contradictions = event.contradictions + groupsAmong(event, opposed)
    const refined = refine(match, assessed?.answers)
    if (refined === undefined) continue
    const { direction, severity, confidence } = match
    rows.push({
      eventId: event.id,
      eventVersion: event.version,
      matcherVersion: match.opinion ? `${matcher}+${match.opinion}` : matcher,
      signal: match.signal,
      effectiveAt: first.publishedAt,
      orderKey: `${first.contentHash ?? ''} ${first.externalId}`,
      definitionId: version.id,
      definitionVersion: version.version,
      halfLifeDays: indicator.halfLifeDays ?? version.definition.halfLifeDays,
      direction: refined.direction,
      weight: indicator.weight,
      severity: refined.severity,
      confidence: refined.confidence,
      credibility: leading.credibility,
      corroboration: corroborationOf(weightedGroups, contradictions),
      contradictions,
      owner: leading.owner,
      groups,
      itemIds: shown.slice(0, itemsShown).map((item) => item.itemId),
      spans: match.spans.slice(0, spansShown),
      assessment:
        assessed && refined.reason !== null
          ? { model: assessed.model, reason: refined.reason, matched: { direction, severity, confidence } }
          : null,
    })
  }
  return rows
}

/** One match per signal: the more certain and severe direction; the items that say the opposite contradict it. */
function strongestPerSignal(
  matches: readonly IndicatorMatch[],
): { match: IndicatorMatch; opposed: IndicatorMatch[] }[] {
  const bySignal = new Map<string, IndicatorMatch[]>()
  for (const match of matches) bySignal.set(match.signal, [...(bySignal.get(match.signal) ?? []), match])
  return [...bySignal.values()].map((all) => {
    const [match, ...rest] = all.toSorted(
      (a, b) => b.confidence * b.severity - a.confidence * a.severity || b.direction - a.direction,
    )
    return { match: match!, opposed: rest.filter((other) => other.direction !== match!.direction) }
  })
}

function groupsAmong(event: ScoringEvent, matches: readonly IndicatorMatch[]): number {
  const ids = new Set(matches.flatMap((match) => match.itemIds))
  return ids.size === 0 ? 0 : independentGroups(event.items.filter((item) => ids.has(item.itemId))).length
}
