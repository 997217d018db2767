import type { NextFunction, Request, RequestHandler, Response } from 'express'
import { rateLimit } from 'express-rate-limit'
import type { AppServices, Identity } from '../app-services.ts'
import { HttpError, problemOf, sendProblem } from '../problem.ts'
import { answeredWithin } from '../unavailable.ts'
import { findApiKey } from './api-key.ts'
import { readSessionCookie } from './cookie.ts'
import { comesFromOurPages } from './same-origin.ts'
import { findWebSession } from './web-session.ts'

/** How long a request waits for the database to say who is asking. */
export const databaseTimeoutMs = 3_000

const identities = new WeakMap<Request, Identity>()

/** Who is asking; the door has let them in. */
export function identityOf(request: Request): Identity {
  const identity = identities.get(request)
  if (!identity) throw new Error(`${request.path} is not behind the door`)
  return identity
}

/** Who sent the request, by API key or by cookie; undefined when neither is good. Throws 403 when a cookie comes from another site. */
export async function identify(request: Request, services: AppServices): Promise<Identity | undefined> {
  const now = services.wallClock.now()
  const bearer = /^Bearer +(\S+)$/i.exec(request.get('authorization') ?? '')?.[1]
  if (bearer) return answeredWithin(databaseTimeoutMs, 'The database', findApiKey(services.db, bearer, now))
  const secret = readSessionCookie(request)
  if (!secret) return undefined
  if (!comesFromOurPages(request))
    throw new HttpError(403, 'A signed-in browser may change things from Bellwether’s own pages only.')
  return answeredWithin(databaseTimeoutMs, 'The database', findWebSession(services.db, secret, now))
}

/** Lets known callers through and hands everyone else to `refuse`, at most 60 times a minute per address. */
export function door(services: AppServices, refuse: RequestHandler): RequestHandler {
  const slowDown = limitAttempts(60)
  return async (request: Request, response: Response, next: NextFunction) => {
    const identity = await identify(request, services)
    if (!identity) return slowDown(request, response, () => refuse(request, response, next))
    identities.set(request, identity)
    next()
  }
}

/** Lets an address through `perMinute` times a minute; the rest is answered with 429. */
export const limitAttempts = (perMinute: number): RequestHandler =>
  rateLimit({
    windowMs: 60_000,
    limit: perMinute,
    standardHeaders: 'draft-7',
    legacyHeaders: false,
    validate: { trustProxy: false, xForwardedForHeader: false },
    handler: (_request, response) =>
      sendProblem(response, problemOf(429, 'Too many attempts from this address; wait a minute.')),
  })

/** Refuses a program: 401 and how to get in. */
export const refuseProgram: RequestHandler = (_request, response) =>
  sendProblem(response, problemOf(401, 'Send an API key as "Authorization: Bearer KEY", or sign in with a browser.'), {
    'WWW-Authenticate': 'Bearer realm="Bellwether"',
  })
