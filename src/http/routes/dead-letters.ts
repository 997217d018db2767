import { listAudit } from '../../audit/index.ts'
import { messageOf } from '../../errors.ts'
import { listDeadLetterCauses, listDeadLetters } from '../../pipeline/index.ts'
import {
  discardLetters,
  previewReplay,
  previewRetry,
  type Replayed,
  replay,
  retryDeadLetters,
} from '../../queue/index.ts'
import { actorOf } from '../actor.ts'
import type { AppServices } from '../app-services.ts'
import { decodeCursor, isInstantAndId, pageOf } from '../cursor.ts'
import { presentAudit, presentCause, presentDeadLetter } from '../present/dead-letter.ts'
import type { Handlers } from '../route.ts'
import { answeredWithin, settledWithin, UnavailableError } from '../unavailable.ts'

type DeadLetterOperation =
  | 'listDeadLetters'
  | 'listDeadLetterCauses'
  | 'previewDeadLetterRetry'
  | 'retryDeadLetters'
  | 'discardDeadLetters'
  | 'previewReplay'
  | 'startReplay'
  | 'listAudit'

/** How long a request waits for the queue to take everything it retries. */
const queueTimeoutMs = 60_000
/** How long a request waits for a replay to be marked, page by page; then it goes on by itself. */
const replayPatienceMs = 20_000

/** What failed for good, trying it again, and running stages again over the past. */
export function deadLetterRoutes(services: AppServices): Pick<Handlers, DeadLetterOperation> {
  const { db, queues, log } = services
  return {
    async listDeadLetters({ tenantId, query: { limit, cursor, ...filter } }) {
      const position = cursor ? decodeCursor<[string, string]>(cursor, isInstantAndId) : undefined
      const after = position && { lastFailedAt: new Date(position[0]), id: position[1] }
      const rows = await listDeadLetters(db, tenantId, filter, { limit: limit + 1, ...(after ? { after } : {}) })
      return pageOf(rows, limit, presentDeadLetter, (row) => [row.lastFailedAt.toISOString(), row.id])
    },

    async listDeadLetterCauses({ tenantId }) {
      return { data: (await listDeadLetterCauses(db, tenantId)).map(presentCause) }
    },

    async previewDeadLetterRetry({ tenantId, body: { all: _all, ...filter }, now }) {
      return previewRetry(stageServices(services), queues, { tenantId, filter, now })
    },

    async retryDeadLetters({ tenantId, identity, body: { all: _all, ...filter }, now }) {
      const retried = retryDeadLetters({ db, queues }, { tenantId, filter, actor: actorOf(identity), now })
      return answeredWithin(queueTimeoutMs, 'The queue', retried)
    },

    async discardDeadLetters({ tenantId, identity, body: { all: _all, ...filter }, now }) {
      return discardLetters(db, { tenantId, filter, actor: actorOf(identity), now })
    },

    async previewReplay({ tenantId, body: { sourceId, ...body }, now }) {
      return previewReplay(stageServices(services), queues.jobs, {
        ...body,
        tenantId,
        now,
        ...(sourceId ? { sourceId } : {}),
      })
    },

    async startReplay({ tenantId, identity, body: { sourceId, ...body }, now }) {
      const request = { ...body, tenantId, actor: actorOf(identity), now, ...(sourceId ? { sourceId } : {}) }
      let soFar: Replayed = { rows: 0, runs: 0 }
      const onProgress = (total: Replayed) => {
        soFar = total
      }
      const whole = replay({ db, queues }, { ...request, onProgress })
      const done = await settledWithin(replayPatienceMs, whole)
      if (!done) whole.catch((error: unknown) => log.error({ error: messageOf(error), ...body }, 'a replay broke off'))
      return { stage: body.stage, ...(done ?? soFar), isComplete: done !== undefined }
    },

    async listAudit({ tenantId, query: { limit, cursor } }) {
      const position = cursor ? decodeCursor<[string, string]>(cursor, isInstantAndId) : undefined
      const after = position && { at: new Date(position[0]), id: position[1] }
      const rows = await listAudit(db, tenantId, { limit: limit + 1, ...(after ? { after } : {}) })
      return pageOf(rows, limit, presentAudit, (row) => [row.at.toISOString(), row.id])
    },
  }
}

/** What stages work with: the same as in a worker, so that a dry run shows what will be. Throws UnavailableError (503) while there is no embedder. */
function stageServices({ embedder, vectors, ...services }: AppServices) {
  if (!embedder || !vectors) throw new UnavailableError('The embedder is not there; a dry run needs every service')
  return { ...services, embedder, vectors, allowPrivateNetwork: false }
}
