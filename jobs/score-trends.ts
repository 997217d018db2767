import { z } from 'zod'
import { defineJob, to } from '../src/queue/job.ts'
import { listDueSnapshots } from '../src/snapshots/index.ts'
import { listUnscoredEvents, reopenEvents, scoreEvents } from '../src/trends/index.ts'
import { createMatcher } from '../src/trends/match/index.ts'
import { snapshot } from './snapshot.ts'

/** Real time that one run may wait for a language model. */
const assessmentBudgetMs = 60_000

/** Matches events against the indicators of every active trend and keeps the trends' evidence and value in line with them. */
export const scoreTrends = defineJob({
  name: 'score-trends',
  payload: z.object({ tenantId: z.string(), eventIds: z.array(z.uuid()).min(1).max(200) }),
  batch: 'eventIds',
  schedule: { every: 60_000 },
  next: [snapshot],
  due: ({ db }) => listUnscoredEvents(db, { batch: 200, limit: 20_000 }),
  async process({ tenantId, eventIds }, { db, log, now, jobId, matching, signal }) {
    const assessor = matching?.chat && {
      chat: matching.chat,
      questionsPerDay: matching.questionsPerDay,
      budgetMs: assessmentBudgetMs,
      signal,
      onProblem: (problem: string) => log.warn({ problem }, 'matches stand as matched'),
    }
    const matcher = createMatcher(matching?.vectors, (problem) => log.warn({ problem }, 'matched by words alone'))
    const result = await scoreEvents(db, { tenantId, eventIds, matcher, assessor, now, jobId })
    const { events, added, retracted, trendIds } = result
    // Ranking writes every moving event: that is left to the schedule, not done after each batch.
    const due = trendIds.length === 0 ? [] : await listDueSnapshots(db, { now, tenantId })
    return {
      counts: { events, added, retracted, trends: trendIds.length },
      next: to(
        snapshot,
        due.filter((payload) => payload.trendIds.length > 0).map((payload) => ({ ...payload, momentum: false })),
      ),
    }
  },
  async replay({ db }, page) {
    const { ids, after } = await reopenEvents(db, page)
    const payloads: { tenantId: string; eventIds: string[] }[] = []
    for (let at = 0; at < ids.length; at += 200)
      payloads.push({ tenantId: page.tenantId, eventIds: ids.slice(at, at + 200) })
    return { payloads, rows: ids.length, ...(after === undefined ? {} : { after }) }
  },
})
