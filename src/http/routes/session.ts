import type { RequestHandler } from 'express'
import { hasSample, removeSample } from '../../sample/index.ts'
import { getTenant } from '../../tenants/index.ts'
import { clearSessionCookie, readSessionCookie } from '../access/cookie.ts'
import { endWebSession } from '../access/web-session.ts'
import type { AppServices } from '../app-services.ts'
import { iso } from '../present/instant.ts'
import type { Handlers } from '../route.ts'

/** Who is asking, and the sample workspace they may do without. */
export function sessionRoutes({
  db,
  clock,
  vectors,
  matcher,
  options,
}: AppServices): Pick<Handlers, 'getSession' | 'removeSample'> {
  return {
    async getSession({ tenantId, identity, now }) {
      const [tenant, sampleInstalled] = await Promise.all([getTenant(db, tenantId), hasSample(db, tenantId)])
      return {
        tenant: { id: tenant.id, name: tenant.name },
        identity: { kind: identity.kind, name: identity.name },
        now: now.toISOString(),
        clockSpeed: clock.speed,
        version: options.version,
        sampleInstalled,
        expiresAt: iso(identity.expiresAt),
      }
    },

    async removeSample({ tenantId, now }) {
      return {
        removed: await removeSample(db, {
          tenantId,
          now,
          ...(vectors ? { vectors } : {}),
          ...(matcher ? { matcher } : {}),
        }),
      }
    },
  }
}

/** Signs the browser out; a program's key is not affected. */
export const endSession =
  ({ db }: AppServices): RequestHandler =>
  async (request, response) => {
    const secret = readSessionCookie(request)
    if (secret) await endWebSession(db, secret)
    clearSessionCookie(request, response)
    response.set('Cache-Control', 'no-store').json({})
  }
