import type { Request, Response } from 'express'
import { webSessionMs } from './web-session.ts'

const name = 'bellwether_session'

/** The secret in the session cookie, if there is one. */
export function readSessionCookie(request: Request): string | undefined {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [key, value] = part.trim().split('=', 2)
    if (key === name && value) return value
  }
  return undefined
}

const attributes = (request: Request) => ({
  httpOnly: true,
  sameSite: 'lax' as const,
  path: '/',
  secure: request.secure,
})

/** Gives the browser its session cookie: not readable by scripts, not sent from other sites, only over TLS where there is TLS. */
export function setSessionCookie(request: Request, response: Response, secret: string): void {
  response.cookie(name, secret, { ...attributes(request), maxAge: webSessionMs })
}

/** Takes the session cookie away. */
export function clearSessionCookie(request: Request, response: Response): void {
  response.clearCookie(name, attributes(request))
}
