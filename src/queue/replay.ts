import { type Actor, recordAudit } from '../audit/index.ts'
import type { Db } from '../db/client.ts'
import { InputError } from '../errors.ts'
import { getSourceByIdOrName } from '../sources/index.ts'
import { type AnyJob, type ReplayPage, type Services, to } from './job.ts'
import { type Preview, previewRuns } from './preview.ts'
import type { Queues } from './queues.ts'

/** Which stage to run again over which past; times are the items' own. */
export interface Replay {
  tenantId: string
  stage: string
  from: Date
  to: Date
  sourceId?: string
}

/** Rows made due again, and the runs they were handed out in. */
export interface Replayed {
  rows: number
  runs: number
}

const pageRows = 500

/**
 * Runs a stage again over the past, and everything after it: its finished work becomes due in the tables, page by page, and
 * is enqueued. Running it twice leaves the same rows; one that was broken off is completed by the next. Records who asked.
 * Throws InputError, and NotFoundError for an unknown source.
 */
export async function replay(
  { db, queues }: { db: Db; queues: Queues },
  request: Replay & { actor: Actor; now: Date; onProgress?: (total: Replayed) => void },
): Promise<Replayed> {
  const { tenantId, actor, now, stage, from, to: until, sourceId } = request
  const { job, start } = await replayable(db, queues.jobs, request)
  const details = { stage, from: from.toISOString(), to: until.toISOString(), ...(sourceId ? { sourceId } : {}) }
  await recordAudit(db, { tenantId, actor, action: 'replay', details, now })
  let total: Replayed = { rows: 0, runs: 0 }
  for (let after: string | undefined, first = true; first || after !== undefined; first = false) {
    const page = await db.transaction((tx) => start({ db: tx, now }, pageOf(request, pageRows, after)))
    // What is not enqueued after a crash here is due all the same.
    await queues.enqueueAll(to(job, page.payloads))
    total = { rows: total.rows + page.rows, runs: total.runs + page.payloads.length }
    request.onProgress?.(total)
    after = page.after
  }
  return total
}

/** What a replay would change, from its first 500 rows. Throws as `replay` does. */
export async function previewReplay(
  services: Services,
  jobs: readonly AnyJob[],
  request: Replay & { now: Date },
): Promise<Preview> {
  const { job, start } = await replayable(services.db, jobs, request)
  const { tenantId, now } = request
  let isWhole = true
  const preview = await previewRuns(services, {
    tenantId,
    now,
    async prepare(tx) {
      const page = await start({ db: tx, now }, pageOf(request, pageRows))
      isWhole = page.after === undefined
      return to(job, page.payloads)
    },
  })
  return { ...preview, isComplete: preview.isComplete && isWhole }
}

async function replayable(db: Db, jobs: readonly AnyJob[], { tenantId, stage, from, to: until, sourceId }: Replay) {
  const stages = jobs.filter((job) => job.replay !== undefined).map((job) => job.name)
  const job = jobs.find((candidate) => candidate.name === stage)
  if (!job?.replay) {
    const why = job ? `${stage} has no past to run again` : `there is no stage ${stage}`
    const message = `must be one of ${stages.join(', ')}`
    throw new InputError(`Nothing was replayed: ${why}; the stage ${message}.`, [{ field: 'stage', message }])
  }
  if (from >= until)
    throw new InputError('A replay ends after it begins.', [{ field: 'to', message: 'must be later than from' }])
  if (sourceId !== undefined) await getSourceByIdOrName(db, tenantId, sourceId)
  return { job, start: job.replay }
}

const pageOf = ({ tenantId, from, to: until, sourceId }: Replay, limit: number, after?: string): ReplayPage => ({
  tenantId,
  from,
  to: until,
  limit,
  ...(sourceId === undefined ? {} : { sourceId }),
  ...(after === undefined ? {} : { after }),
})
