export { type Attribution, type AttributionLine, attribute } from './attribution.ts'
export { blindSpansOf, type WatchedSource } from './blindness.ts'
export { chainEvidence } from './chain.ts'
export { type CoherenceTrend, type Incoherence, incoherences } from './coherence.ts'
export { type AlertRule, type Indicator, type TrendDefinition, trendDefinition } from './definition.ts'
export { definitionYaml, parseDefinitions } from './definition-file.ts'
export { type DefinitionChange, diffDefinitions } from './diff-definitions.ts'
export { type ExplainedLine, type ExplainGrouping, type Explanation, explainTrend, groupLines } from './explain.ts'
export { findTrend, getTrendRow, listDefinitions, type TrendRow } from './find-trend.ts'
export { type Grade, type GradedForecast, grade } from './grading.ts'
export {
  asKnownAt,
  asKnownNow,
  type Contribution,
  type DefinitionVersion,
  definitionAt,
  type TrendHistory,
  type TrendRecord,
} from './history.ts'
export {
  type EvidenceFilter,
  type EvidenceRow,
  listEvidence,
  listEvidenceLabels,
  loadGrounds,
} from './list-evidence.ts'
export { type CountedStanding, listStandings, listTrendRows, type TrendWithDefinition } from './list-trends.ts'
export { listUnscoredEvents } from './list-unscored-events.ts'
export { loadRecord, type SourcedContribution } from './load-record.ts'
export { displayProbability, toLogOdds, toProbability } from './log-odds.ts'
export type { IndicatorMatch, Matcher, MatchText } from './match-types.ts'
export {
  gradedOutcome,
  listOutcomes,
  type OutcomeKind,
  type OutcomeRow,
  outcomeKinds,
  recordOutcome,
} from './outcomes.ts'
export { addOverride, type OverrideInput, type OverrideRow, retractOverride } from './overrides.ts'
export { loadBlindSpans, remainingAt } from './remaining-at.ts'
export { type AppliedDefinition, saveDefinition } from './save-definition.ts'
export { type ScoreResult, scoreEvents } from './score-events.ts'
export { setTrendActive } from './set-active.ts'
export { type SignalShare, signalShares } from './signal-shares.ts'
export { daysSinceSeen, type HypotheticalHit, type Simulation, simulate } from './simulate.ts'
export { bandAround, bandHalfWidth, directionOf, levelOf } from './standing.ts'
export { type Standing, standingAt } from './standing-at.ts'
export { type BlindSpan, trendClock } from './trend-clock.ts'
export { type HitAssumption, type Tripwire, tripwire } from './tripwire.ts'
export { dayMs, logOddsAt } from './value.ts'
export { logOddsOf, refreshCurrentValues } from './value-sql.ts'
