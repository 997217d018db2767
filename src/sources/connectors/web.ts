import { z } from 'zod'
import { getCredential, type Keyring, type OpenCredential } from '../../credentials/index.ts'
import type { Db } from '../../db/client.ts'
import { ConfigError, messageOf, NotFoundError, SourceError } from '../../errors.ts'
import type { FetchAnswer, HttpClient } from '../http/http-client.ts'

/** How a stored secret is sent: `basic` takes `user:password`; `header` and `query` send it under `name`. */
export const authSettings = z
  .strictObject({
    credential: z.string().min(1).max(63),
    as: z.enum(['bearer', 'basic', 'header', 'query']).default('bearer'),
    name: z
      .string()
      .regex(/^[\w-]{1,100}$/)
      .optional(),
  })
  .refine(({ as, name }) => (as === 'header' || as === 'query') === (name !== undefined), {
    error: '`name` belongs to `as: header` and `as: query`, and to them only',
  })

export type Auth = z.output<typeof authSettings>

/** A question to a host. */
export interface WebRequest {
  url: string
  accept?: string
  auth?: Auth | undefined
  headers?: Record<string, string>
  /** A JSON document to send by POST. */
  body?: string
  /** Decoded bytes of the answer; 16 MB when missing. */
  maxBytes?: number
}

export type WebAnswer = FetchAnswer & { bytes: Buffer }

/** Asks hosts in turn, with the source's credential. */
export interface Web {
  /** Throws SourceError, HttpError for a status of 400 and more, HostBusyError when the host must not be asked yet. */
  ask(request: WebRequest): Promise<WebAnswer>
  /** The secret of a credential that may be sent to this address. Throws SourceError when it may not. */
  secretFor(credential: string, url: string): Promise<string>
  /** What was signed in to with secrets, of all reads of this process. */
  sessions: Keyring['sessions']
}

/** What asking needs of the process. */
export interface WebServices {
  db: Db
  http: HttpClient
  keyring: Keyring
  tenantId: string
  allowPrivate: boolean
  now: Date
  signal: AbortSignal
}

/** The way out for one read of one source: `gapSeconds` from the end of a request to the start of the next, of all who ask the host. */
export function openWeb(services: WebServices, gapSeconds: number): Web {
  const { http, allowPrivate, now, signal } = services
  return {
    secretFor: (credential, url) => secretFor(services, credential, new URL(url)),
    sessions: services.keyring.sessions,
    async ask({ url, accept, auth, headers: given = {}, body, maxBytes }) {
      if (!URL.canParse(url)) throw new SourceError(`${url.slice(0, 200)} is not an address`)
      const target = new URL(url)
      const headers = { ...given, ...(auth ? await sendAlong(services, auth, target) : {}) }
      const answer = await http.fetch({
        url: target.href,
        headers,
        allowPrivate,
        gapMs: gapSeconds * 1_000,
        now,
        signal,
        ...(accept ? { accept } : {}),
        ...(body === undefined ? {} : { body }),
        ...(maxBytes ? { maxBytes } : {}),
      })
      if (!answer.bytes) throw new SourceError(`it answered ${answer.status} to a plain question`)
      return { ...answer, bytes: answer.bytes }
    },
  }
}

/** Puts the secret where `auth` says: in the answer's headers, or into `target`'s query. */
async function sendAlong(services: WebServices, auth: Auth, target: URL): Promise<Record<string, string>> {
  const secret = await secretFor(services, auth.credential, target)
  const { as, name = '' } = auth
  if (as === 'query') target.searchParams.set(name, secret)
  if (as === 'header') return { [name.toLowerCase()]: secret }
  if (as === 'bearer') return { authorization: `Bearer ${secret}` }
  if (as === 'basic') return { authorization: `Basic ${Buffer.from(secret).toString('base64')}` }
  return {}
}

async function secretFor(services: WebServices, credential: string, target: URL): Promise<string> {
  const { secret, hosts } = await credentialOf(services, credential)
  if (!hosts.includes(target.hostname))
    throw new SourceError(
      `the credential ${credential} may not be sent to ${target.hostname}, only to ${hosts.join(', ') || 'no host at all'}`,
    )
  if (target.protocol !== 'https:' && !services.allowPrivate)
    throw new SourceError(`the credential ${credential} is only sent over https`)
  return secret
}

async function credentialOf({ db, keyring, tenantId }: WebServices, name: string): Promise<OpenCredential> {
  try {
    return await getCredential(db, keyring, tenantId, name)
  } catch (error) {
    if (error instanceof NotFoundError || error instanceof ConfigError) {
      throw new SourceError(messageOf(error), { cause: error })
    }
    throw error
  }
}
