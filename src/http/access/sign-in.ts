import express, { type Request, type Response, Router } from 'express'
import type { AppServices } from '../app-services.ts'
import { HttpError } from '../problem.ts'
import { answeredWithin } from '../unavailable.ts'
import { findApiKey } from './api-key.ts'
import { setSessionCookie } from './cookie.ts'
import { databaseTimeoutMs, identify, limitAttempts } from './door.ts'
import { comesFromOurPages } from './same-origin.ts'
import { redeemSignInToken } from './sign-in-link.ts'
import { ownPath, sendSignInPage } from './sign-in-page.ts'
import { startWebSession } from './web-session.ts'

/** Signing a browser in: by a one-time link (`GET /sign-in?token=…`) or by typing an API key into the page (`POST /sign-in`). */
export function signInRouter(services: AppServices): Router {
  const router = Router()
  const slowDown = limitAttempts(30)

  router.get('/sign-in', slowDown, async (request, response) => {
    const { token } = request.query
    if (typeof token !== 'string') return sendSignInPage(response, 200)
    const now = services.wallClock.now()
    const tenantId = await answeredWithin(databaseTimeoutMs, 'The database', redeemSignInToken(services.db, token, now))
    if (tenantId) return welcome(request, response, tenantId)
    // The same link opened again in a browser that is already in: nothing to complain about.
    if (await identify(request, services)) return response.redirect(303, '/')
    sendSignInPage(response, 401, { problem: 'This sign-in link has been used already or its time is over.' })
  })

  router.post(
    '/sign-in',
    slowDown,
    express.urlencoded({ extended: false, limit: '4kb' }),
    async (request, response) => {
      if (!comesFromOurPages(request)) throw new HttpError(403, 'Sign in from Bellwether’s own page.')
      const key: unknown = request.body?.key
      const now = services.wallClock.now()
      const identity =
        typeof key === 'string' && key
          ? await answeredWithin(databaseTimeoutMs, 'The database', findApiKey(services.db, key.trim(), now))
          : undefined
      const next = ownPath(request.body?.next)
      if (!identity) return sendSignInPage(response, 401, { problem: 'This key is not known.', next })
      await welcome(request, response, identity.tenantId, next)
    },
  )

  async function welcome(request: Request, response: Response, tenantId: string, next = '/'): Promise<void> {
    const secret = await startWebSession(services.db, { tenantId, now: services.wallClock.now() })
    setSessionCookie(request, response, secret)
    response.set({ 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' }).redirect(303, next)
  }

  return router
}
