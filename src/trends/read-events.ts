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
  const opinion = await run.matcher.consult?.(
    active.flatMap((trend) =>
      events.flatMap((event) =>
        versionsFor(event, trend).map(({ definition }) => ({ definition, texts: event.items })),
      ),
    ),
  )
  const matched = active.flatMap((trend) => events.flatMap((event) => readEvent(event, trend, opinion)))
  const readings = run.assessor ? await assessReadings(db, run, run.assessor, matched) : matched
  const evidence = new Map(active.map((trend): [string, EvidenceBase[]] => [trend.trendId, []]))
  for (const reading of readings) evidence.get(reading.trend.trendId)?.push(...evidenceOf(reading, run.matcher.version))
  return evidence
}
