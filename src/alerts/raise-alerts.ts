import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { newId } from '../db/id.ts'
import { alertDeliveries, alertDestinations, alerts } from '../db/schema/index.ts'
import {
  asKnownNow,
  canonicalJson,
  contributionAt,
  displayProbability,
  loadRecord,
  recordEvidenceUse,
  trendClock,
} from '../trends/index.ts'
import { judgeRule, kindOf, type Verdict } from './judge-rule.ts'
import { loadTrendViews, type TrendView } from './trend-views.ts'

/** Contributions smaller than this, in log-odds, are below what evidence is stored with: nothing rests on them. */
const leastContribution = 1e-6

export interface RaiseRun {
  tenantId: string
  /** All active trends of the tenant when missing. */
  trendIds?: readonly string[]
  now: Date
  jobId: string
}

/**
 * Holds the alert rules of trends against their values now: raises what came true and is not open yet, with a delivery to every
 * destination, paused ones included, and a note of the evidence it rests on, and clears what is far enough back. Answers the ids of new alerts. Looking
 * again, or from several processes at once, raises nothing twice.
 */
export async function raiseAlerts(db: Db, run: RaiseRun): Promise<string[]> {
  const raised: string[] = []
  for (const view of await loadTrendViews(db, run)) raised.push(...(await raiseForTrend(db, run, view)))
  return raised
}

interface Judged extends Verdict {
  ruleKey: string
  kind: ReturnType<typeof kindOf>
}

async function raiseForTrend(db: Db, run: RaiseRun, view: TrendView): Promise<string[]> {
  const verdicts = view.rules.flatMap((rule) =>
    judgeRule(rule, view).map((verdict): Judged => ({ ...verdict, ruleKey: canonicalJson(rule), kind: kindOf(rule) })),
  )
  const open = await db
    .select({ id: alerts.id, ruleKey: alerts.ruleKey, eventId: alerts.eventId })
    .from(alerts)
    .where(and(eq(alerts.trendId, view.trendId), isNull(alerts.clearedAt)))
  const isOn = new Map(verdicts.map((verdict) => [keyOf(verdict), verdict.state]))
  // A rule that is no longer in the definition, or an event that is gone, has nothing left to say.
  const cleared = open.filter((row) => (isOn.get(keyOf(row)) ?? 'off') === 'off').map((row) => row.id)
  const openKeys = new Set(open.map(keyOf))
  const fresh = verdicts.filter((verdict) => verdict.state === 'on' && !openKeys.has(keyOf(verdict)))
  if (cleared.length === 0 && fresh.length === 0) return []
  return db.transaction(async (tx) => {
    if (cleared.length > 0)
      await tx
        .update(alerts)
        .set({ clearedAt: run.now })
        .where(and(inArray(alerts.id, cleared), isNull(alerts.clearedAt)))
    const raised: string[] = []
    for (const verdict of fresh) {
      const id = await insertAlert(tx, run, view, verdict)
      if (id === undefined) continue
      await noteEvidence(tx, run, view, verdict, id)
      await addressAlert(tx, run, view.slug, id)
      raised.push(id)
    }
    return raised
  })
}

const keyOf = (row: { ruleKey: string; eventId: string | null }): string => `${row.ruleKey} ${row.eventId ?? ''}`

async function insertAlert(tx: Db, run: RaiseRun, view: TrendView, verdict: Judged): Promise<string | undefined> {
  const [row] = await tx
    .insert(alerts)
    .values({
      id: newId(run.now),
      tenantId: run.tenantId,
      trendId: view.trendId,
      definitionVersion: view.definitionVersion,
      kind: verdict.kind,
      ruleKey: verdict.ruleKey,
      eventId: verdict.eventId,
      message: verdict.message,
      logOdds: view.logOdds,
      probability: displayProbability(view.logOdds),
      details: verdict.details,
      raisedAt: run.now,
      jobId: run.jobId,
    })
    // The index of open alerts lets one of several processes through.
    .onConflictDoNothing()
    .returning({ id: alerts.id })
  return row?.id
}

/** Notes what the alert rests on: the evidence that still counts now, for a `viral` one that of its event. */
async function noteEvidence(tx: Db, run: RaiseRun, view: TrendView, verdict: Judged, alertId: string): Promise<void> {
  if (verdict.kind === 'blind') return
  const history = asKnownNow(await loadRecord(tx, view.trendId, { activeOnly: true }))
  const clock = trendClock(history.blindSpans)
  const evidenceIds = history.contributions
    .filter((row) => row.kind === 'evidence' && (verdict.eventId === null || row.eventId === verdict.eventId))
    .filter((row) => Math.abs(contributionAt(row, clock, run.now.getTime())) >= leastContribution)
    .map((row) => row.id)
  await recordEvidenceUse(tx, {
    tenantId: run.tenantId,
    trendId: view.trendId,
    kind: 'alert',
    refId: alertId,
    title: verdict.message,
    actor: `job ${run.jobId}`,
    evidenceIds,
    now: run.now,
  })
}

async function addressAlert(tx: Db, run: RaiseRun, slug: string, alertId: string): Promise<void> {
  const destinations = await tx
    .select({ id: alertDestinations.id })
    .from(alertDestinations)
    .where(
      and(
        eq(alertDestinations.tenantId, run.tenantId),
        isNull(alertDestinations.removedAt),
        sql`(${alertDestinations.trends} = '{}' or ${slug} = any(${alertDestinations.trends}))`,
      ),
    )
  if (destinations.length === 0) return
  await tx.insert(alertDeliveries).values(
    destinations.map((destination) => ({
      id: newId(run.now),
      tenantId: run.tenantId,
      alertId,
      destinationId: destination.id,
      dueAt: run.now,
      createdAt: run.now,
    })),
  )
}
