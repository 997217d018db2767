import type { Db } from '../db/client.ts'
import type { ActiveTrend } from './active-trends.ts'
import { type Assessor, assessReadings } from './assess/index.ts'
import type { EvidenceBase } from './evidence.ts'
import type { ScoringEvent } from './load-events.ts'
import { evidenceOf, readEvent, versionsFor } from './match-event.ts'
import type { Matcher } from './match-types.ts'

export interface ReadRun {
  tenantId: string
  matcher: Matcher
  /** Refines what the matcher found; without one its values stand. */
  assessor?: Assessor | undefined
  now: Date
}

/**
 * What the events are evidence of, by trend: by words first, then with the second opinion where words leave it open, then in
 * the words of a language model where one is configured.
 */
export async function readEvents(
  db: Db,
  run: ReadRun,
  active: readonly ActiveTrend[],
  events: readonly ScoringEvent[],
): Promise<Map<string, EvidenceBase[]>> {
  const concerned = trendsConcerned(run.matcher, active, events)
  const pairs = active.flatMap((trend) =>
    events.filter((event) => concerned.get(event)?.has(trend)).map((event) => ({ trend, event })),
  )
  const opinion = await run.matcher.consult?.(
    pairs.flatMap(({ trend, event }) =>
      versionsFor(event, trend).map(({ definition }) => ({ definition, texts: event.items })),
    ),
  )
  const matched = pairs.flatMap(({ trend, event }) => readEvent(event, trend, opinion))
  const readings = run.assessor ? await assessReadings(db, run, run.assessor, matched) : matched
  const evidence = new Map(active.map((trend): [string, EvidenceBase[]] => [trend.trendId, []]))
  for (const reading of readings) evidence.get(reading.trend.trendId)?.push(...evidenceOf(reading, run.matcher.version))
  return evidence
}

/** For each event the trends that any of its items may show something of. */
function trendsConcerned(
  matcher: Matcher,
  active: readonly ActiveTrend[],
  events: readonly ScoringEvent[],
): Map<ScoringEvent, ReadonlySet<ActiveTrend>> {
  const owners = new Map(
    active.flatMap((trend) => trend.versions.map((version) => [version.definition, trend] as const)),
  )
  const screen = matcher.screen?.([...owners.keys()])
  const all = new Set(active)
  return new Map(
    events.map((event) => {
      const found = screen && event.items.flatMap((item) => screen(item).flatMap((shown) => owners.get(shown) ?? []))
      return [event, found ? new Set(found) : all]
    }),
  )
}
