import {
  listConflicts,
  listDeadLetterCauses,
  listPipelineRuns,
  listStageActivity,
  listSweeps,
} from '../../pipeline/index.ts'
import type { AppServices } from '../app-services.ts'
import { decodeCursor, isInstantAndId, pageOf } from '../cursor.ts'
import { presentRun, presentSweep } from '../present/pipeline.ts'
import { queueStates } from '../queue-access.ts'
import type { Handlers } from '../route.ts'

/** Queues, the pipeline view and its runs, all derived from the list of jobs. */
export function pipelineRoutes({
  db,
  queues,
}: AppServices): Pick<Handlers, 'listQueues' | 'getPipeline' | 'listPipelineRuns'> {
  return {
    async listQueues() {
      return { data: (await queueStates(queues)).map(({ name, isPaused, counts }) => ({ name, isPaused, counts })) }
    },

    async getPipeline({ tenantId, now }) {
      const [states, sweeps, causes, conflicts, activity] = await Promise.all([
        queueStates(queues),
        listSweeps(db),
        listDeadLetterCauses(db, tenantId),
        listConflicts(db, now),
        listStageActivity(
          db,
          tenantId,
          queues.jobs.map((job) => job.name),
          now,
        ),
      ])
      const data = queues.jobs.map((job) => {
        const state = states.find((entry) => entry.name === job.name)!
        const did = activity.get(job.name)!
        return {
          name: job.name,
          next: job.next.map((next) => next.name),
          everyMs: job.schedule.every,
          queue: { name: state.name, isPaused: state.isPaused, counts: state.counts },
          lastRun: did.lastRun && presentRun(did.lastRun),
          runs24h: did.runs24h,
          failures24h: did.failures24h,
          sweep: presentSweep(sweeps.get(job.name)),
          deadLetters: causes.reduce((sum, cause) => sum + (cause.stage === job.name ? cause.letters : 0), 0),
        }
      })
      return { data, conflicts }
    },

    async listPipelineRuns({ tenantId, query }) {
      const { cursor, limit, ...filter } = query
      const position = cursor ? decodeCursor<[string, string]>(cursor, isInstantAndId) : undefined
      const rows = await listPipelineRuns(db, tenantId, {
        ...filter,
        limit: limit + 1,
        ...(position ? { after: { startedAt: new Date(position[0]), id: position[1] } } : {}),
      })
      return pageOf(rows, limit, presentRun, (row) => [row.startedAt.toISOString(), row.id])
    },
  }
}
