import type { BlindSpan } from './trend-clock.ts'

/** A version of a trend's definition: in force from `effectiveFrom`, known since `recordedAt`. */
export interface DefinitionVersion {
  version: number
  effectiveFrom: Date
  recordedAt: Date
  baselineLogOdds: number
}

/** Something that moved a trend by `delta` log-odds when it happened and fades with its half-life. */
export interface Contribution {
  id: string
  kind: 'evidence' | 'override'
  delta: number
  halfLifeDays: number
  effectiveAt: Date
  /** 0..1 for evidence; overrides rest on nobody's report. */
  corroboration: number | null
  /** The event of evidence; null for an override. */
  eventId: string | null
}

/** When a contribution was known to hold. */
export interface Bitemporal {
  recordedAt: Date
  retractedAt: Date | null
}

/** When the two ends of a blind span became known. */
export interface RecordedBlindSpan extends BlindSpan {
  recordedAt: Date
  endedRecordedAt: Date | null
}

/** Everything ever recorded about a trend. */
export interface TrendRecord<C extends Contribution = Contribution> {
  definitions: readonly DefinitionVersion[]
  contributions: readonly (C & Bitemporal)[]
  blindSpans: readonly RecordedBlindSpan[]
}

/** What was known of a trend at one time: the ground of the closed form. */
export interface TrendHistory<C extends Contribution = Contribution> {
  definitions: readonly DefinitionVersion[]
  contributions: readonly C[]
  blindSpans: readonly BlindSpan[]
}

/** What holds today: every contribution that has not been retracted. */
export function asKnownNow<C extends Contribution>(record: TrendRecord<C>): TrendHistory<C> {
  return { ...record, contributions: record.contributions.filter((row) => row.retractedAt === null) }
}

/** What was known at `knownAt`: rows recorded by then and not yet retracted then. */
export function asKnownAt<C extends Contribution>(record: TrendRecord<C>, knownAt: Date): TrendHistory<C> {
  return {
    definitions: definitionsKnownAt(record.definitions, knownAt),
    contributions: record.contributions.filter(
      (row) => row.recordedAt <= knownAt && (row.retractedAt === null || row.retractedAt > knownAt),
    ),
    blindSpans: spansKnownAt(record.blindSpans, knownAt),
  }
}

/** Versions recorded by `knownAt`. The first is kept even when it was recorded later: without it a trend has no value at all. */
export function definitionsKnownAt<D extends DefinitionVersion>(definitions: readonly D[], knownAt: Date): D[] {
  const first = firstVersion(definitions)
  return definitions.filter((row) => row === first || row.recordedAt <= knownAt)
}

/** Blind spans recorded by `knownAt`, open where their end was not yet known. */
export function spansKnownAt(spans: readonly RecordedBlindSpan[], knownAt: Date): BlindSpan[] {
  return spans
    .filter((span) => span.recordedAt <= knownAt)
    .map((span) => {
      const endKnown = span.endedRecordedAt !== null && span.endedRecordedAt <= knownAt
      return { startedAt: span.startedAt, endedAt: endKnown ? span.endedAt : null }
    })
}

/**
 * The version in force at an instant: the newest of those in effect by then. The first version also holds for the time
 * before it, so that backfilled history has a baseline to start from.
 */
export function definitionAt<D extends { version: number; effectiveFrom: Date }>(
  definitions: readonly D[],
  at: Date,
): D {
  let found: D | undefined
  for (const row of definitions)
    if (row.effectiveFrom <= at && (found === undefined || row.version > found.version)) found = row
  return found ?? firstVersion(definitions)
}

function firstVersion<D extends { version: number }>(definitions: readonly D[]): D {
  if (definitions.length === 0) throw new Error('a trend without any definition has no value')
  return definitions.reduce((first, row) => (row.version < first.version ? row : first))
}
