import type { RequestHandler } from 'express'
import { markJobsRetried, recordAudit } from '../pipeline/index.ts'
import { identityOf } from './access/door.ts'
import type { AppServices } from './app-services.ts'

/** Records what is done in the queue admin and by whom, before it is done; a retry there counts as one of the dead letter. */
export function boardAudit({ db, clock }: AppServices): RequestHandler {
  return async (request, _response, next) => {
    if (request.method === 'GET' || request.method === 'HEAD') return next()
    const now = clock.now()
    const { tenantId, name } = identityOf(request)
    const action = request.path.replace(/^\/api\/queues\/?/, '')
    const actor = { name, via: 'board' as const }
    await recordAudit(db, { tenantId, actor, action: `queues ${action}`, details: { method: request.method }, now })
    const retry = /^([^/]+)\/(?:([^/]+)\/)?retry(?:\/|$)/.exec(action)
    if (retry?.[1]) await markJobsRetried(db, { stage: retry[1], jobId: retry[2], by: name, now })
    next()
  }
}
