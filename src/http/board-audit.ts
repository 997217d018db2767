import express, { type RequestHandler } from 'express'
import { recordAudit } from '../audit/index.ts'
import { markJobsRetried } from '../pipeline/index.ts'
import { identityOf } from './access/door.ts'
import { actorOf } from './actor.ts'
import type { AppServices } from './app-services.ts'

/** One job, or all failed ones: `STAGE/JOB/retry` and `STAGE/retry/failed`. */
const retries = [/^(?<stage>[^/]+)\/(?<jobId>[^/]+)\/retry$/, /^(?<stage>[^/]+)\/retry\/failed$/]

/** Records what is done in the queue admin and by whom, before it is done; a retry there counts as one of the dead letter. */
export function boardAudit({ db, clock }: AppServices): RequestHandler[] {
  const audit: RequestHandler = async (request, _response, next) => {
    if (request.method === 'GET' || request.method === 'HEAD') return next()
    const now = clock.now()
    const identity = identityOf(request)
    const { tenantId, name } = identity
    const action = request.path.replace(/^\/api\/queues\/?/, '')
    const actor = actorOf(identity, 'board')
    const sent = request.body as object | undefined
    const details = { method: request.method, ...(sent && Object.keys(sent).length > 0 ? { body: sent } : {}) }
    await recordAudit(db, { tenantId, actor, action: `queues ${action}`, details, now })
    for (const retry of retries) {
      const { stage, jobId } = retry.exec(action)?.groups ?? {}
      if (stage) await markJobsRetried(db, { stage, jobId, by: name, now })
    }
    next()
  }
  return [express.json({ limit: '1mb' }), audit]
}
