import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Session } from '../../credentials/index.ts'
import { SourceError } from '../../errors.ts'
import { HttpError } from '../http/http-error.ts'
import { answerJson } from './answer-json.ts'
import type { Web, WebAnswer } from './web.ts'

const tokens = z.object({ accessJwt: z.string().min(1).max(8_192), refreshJwt: z.string().min(1).max(8_192) })

/**
 * Asks a Bluesky server as the account of a credential (`handle:app-password`). Signing in is limited to 300 times a day, so a session is
 * kept and renewed when its access token has expired. Throws SourceError in plain words when the server does not let the account in.
 */
export async function askSignedIn(
  web: Web,
  credential: string,
  question: { url: string; accept: string },
): Promise<WebAnswer> {
  const secret = await web.secretFor(credential, question.url)
  const { origin } = new URL(question.url)
  const key = createHash('sha256')
    .update(JSON.stringify([origin, secret]))
    .digest('base64')
  const signIn = () => newSession(web, credential, secret, origin)
  const ask = async (session: Session) => {
    web.sessions.set(key, session)
    return await web.ask({ ...question, headers: bearer(session.access) })
  }
  const session = web.sessions.get(key) ?? (await signIn())
  try {
    return await ask(session)
  } catch (error) {
    if (!isOutOfDate(error)) throw error
    web.sessions.delete(key)
    return await ask((await renewed(web, session, origin)) ?? (await signIn()))
  }
}

async function newSession(web: Web, credential: string, secret: string, origin: string): Promise<Session> {
  const at = secret.lastIndexOf(':')
  if (at < 1) throw new SourceError(`the credential ${credential} must hold handle:app-password`)
  const body = JSON.stringify({ identifier: secret.slice(0, at).replace(/^@/, ''), password: secret.slice(at + 1) })
  try {
    return await sessionOf(web, { url: `${origin}/xrpc/com.atproto.server.createSession`, body })
  } catch (error) {
    if (!(error instanceof HttpError) || (error.status !== 400 && error.status !== 401)) throw error
    const why = error.code === 'AuthFactorTokenRequired' ? 'it is no app password' : 'handle or app password is wrong'
    throw new SourceError(`the credential ${credential} was refused (HTTP ${error.status}): ${why}`, { cause: error })
  }
}

/** The session renewed by its refresh token; undefined when that has expired too. */
async function renewed(web: Web, { refresh }: Session, origin: string): Promise<Session | undefined> {
  try {
    const url = `${origin}/xrpc/com.atproto.server.refreshSession`
    return await sessionOf(web, { url, body: '', headers: bearer(refresh) })
  } catch (error) {
    if (isOutOfDate(error)) return undefined
    throw error
  }
}

async function sessionOf(web: Web, request: Parameters<Web['ask']>[0]): Promise<Session> {
  const answer = await web.ask(request)
  try {
    const { accessJwt, refreshJwt } = answerJson(answer, tokens)
    return { access: accessJwt, refresh: refreshJwt }
  } catch {
    // What is wrong with it may quote the tokens.
    throw new SourceError('its answer to the sign-in is not as documented')
  }
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

const isOutOfDate = (error: unknown): boolean =>
  error instanceof HttpError && (error.status === 401 || error.code === 'ExpiredToken' || error.code === 'InvalidToken')
