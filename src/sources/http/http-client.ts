import { Agent, type Dispatcher, request } from 'undici'
import { messageOf, SourceError } from '../../errors.ts'
import { checkAddress, guardedLookup, RefusedAddressError } from './addresses.ts'
import { httpError, retryAfterMs } from './http-error.ts'
import { readBody } from './read-body.ts'

/** Limits of one fetch, in real time whatever the clock. */
export interface FetchLimits {
  connectMs: number
  /** Until the status line and headers are there. */
  headersMs: number
  /** Longest silence within a body. */
  idleMs: number
  /** Everything: all redirects and the whole body. */
  totalMs: number
  /** Decoded bytes of a body. */
  maxBytes: number
  maxRedirects: number
}

export const defaultLimits: FetchLimits = {
  connectMs: 10_000,
  headersMs: 15_000,
  idleMs: 10_000,
  totalMs: 30_000,
  maxBytes: 16 * 1_048_576,
  maxRedirects: 5,
}

export interface FetchRequest {
  url: string
  /** Validators of the last answer. */
  etag?: string | null
  lastModified?: string | null
  accept?: string
  /** Sent to the first host only, never to where it redirects. */
  headers?: Record<string, string>
  allowPrivate?: boolean
  now: Date
  signal?: AbortSignal
}

/** What a fetch brought. `bytes` is null when nothing changed since the validators. */
export interface FetchAnswer {
  status: number
  bytes: Buffer | null
  /** Address the bytes came from. */
  url: string
  /** New permanent address (only 301 and 308 led there), else null. */
  movedTo: string | null
  contentType: string | undefined
  etag: string | null
  lastModified: string | null
  /** Seconds the server declares the answer fresh (Cache-Control max-age), if it does. */
  freshSeconds: number | null
}

type Answer = Dispatcher.ResponseData

/** An HTTP client for other people's servers: it cannot be led to private addresses, kept waiting, or made to read without end. */
export class HttpClient {
  private readonly guarded: Agent
  private readonly open: Agent
  readonly limits: FetchLimits

  constructor(limits: Partial<FetchLimits> = {}, resolve?: Parameters<typeof guardedLookup>[0]) {
    this.limits = { ...defaultLimits, ...limits }
    const { connectMs, headersMs, idleMs } = this.limits
    const common = { headersTimeout: headersMs, bodyTimeout: idleMs, connections: 2, pipelining: 1 }
    this.guarded = new Agent({ ...common, connect: { timeout: connectMs, lookup: guardedLookup(resolve) } })
    this.open = new Agent({ ...common, connect: { timeout: connectMs } })
  }

  /** Reads a document. Throws SourceError (HttpError for a status of 400 and more, RefusedAddressError, TooLargeError). */
  async fetch(wanted: FetchRequest): Promise<FetchAnswer> {
    const timeout = AbortSignal.timeout(this.limits.totalMs)
    const signal = wanted.signal ? AbortSignal.any([timeout, wanted.signal]) : timeout
    try {
      return await this.follow(wanted, signal)
    } catch (error) {
      if (wanted.signal?.aborted) throw error
      if (timeout.aborted) {
        throw new SourceError(`it did not finish within ${this.limits.totalMs / 1_000} s`, { cause: error })
      }
      throw inPlainWords(error)
    }
  }

  /** Ends all connections. */
  async close(): Promise<void> {
    await Promise.all([this.guarded.destroy(), this.open.destroy()])
  }

  private async follow(wanted: FetchRequest, signal: AbortSignal): Promise<FetchAnswer> {
    let url = parseUrl(wanted.url)
    const origin = url.origin
    let movedTo: string | null = null
    let permanent = true
    const seen = new Set<string>()
    for (let hop = 0; ; hop++) {
      if (seen.has(url.href)) throw new SourceError('it redirects in a circle')
      if (hop > this.limits.maxRedirects)
        throw new SourceError(`it redirects more than ${this.limits.maxRedirects} times`)
      seen.add(url.href)
      const answer = await this.ask(url, wanted, url.origin === origin, signal)
      const location = header(answer, 'location')
      if (![301, 302, 303, 307, 308].includes(answer.statusCode) || !location) {
        return await this.finish(answer, url, movedTo, wanted)
      }
      answer.body.destroy()
      permanent &&= answer.statusCode === 301 || answer.statusCode === 308
      url = parseUrl(location, url)
      if (permanent) movedTo = url.href
    }
  }

  private async ask(url: URL, wanted: FetchRequest, sameOrigin: boolean, signal: AbortSignal): Promise<Answer> {
    const allowPrivate = wanted.allowPrivate ?? false
    checkAddress(url, allowPrivate)
    const headers: Record<string, string> = {
      'user-agent': 'Bellwether/0.1 (feed reader)',
      accept: wanted.accept ?? '*/*',
      'accept-encoding': 'gzip, br, deflate',
    }
    if (sameOrigin) Object.assign(headers, wanted.headers)
    if (sameOrigin && url.username) {
      const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`
      headers.authorization = `Basic ${Buffer.from(credentials).toString('base64')}`
    }
    if (wanted.etag) headers['if-none-match'] = wanted.etag
    if (wanted.lastModified) headers['if-modified-since'] = wanted.lastModified
    const dispatcher = allowPrivate ? this.open : this.guarded
    const answer = await request(url, { dispatcher, headers, signal })
    // A body that is abandoned (redirect, error status) fails on its own; nobody waits for it.
    answer.body.on('error', () => {})
    return answer
  }

  private async finish(answer: Answer, url: URL, movedTo: string | null, wanted: FetchRequest): Promise<FetchAnswer> {
    const { statusCode: status } = answer
    if (status !== 304 && (status < 200 || status >= 300)) {
      answer.body.destroy()
      throw httpError(status, retryAfterMs(header(answer, 'retry-after'), header(answer, 'date'), wanted.now))
    }
    const bytes =
      status === 304 ? null : await readBody(answer.body, header(answer, 'content-encoding'), this.limits.maxBytes)
    if (status === 304) answer.body.destroy()
    const maxAge = /(?:^|[,\s])max-age=(\d{1,9})/i.exec(header(answer, 'cache-control') ?? '')?.[1]
    return {
      status,
      bytes,
      url: url.href,
      movedTo,
      contentType: header(answer, 'content-type'),
      etag: header(answer, 'etag') ?? (status === 304 ? (wanted.etag ?? null) : null),
      lastModified: header(answer, 'last-modified') ?? (status === 304 ? (wanted.lastModified ?? null) : null),
      freshSeconds: maxAge === undefined ? null : Number(maxAge),
    }
  }
}

function parseUrl(text: string, base?: URL): URL {
  const url = URL.canParse(text, base?.href) ? new URL(text, base) : undefined
  if (!url) throw new SourceError(`${text.slice(0, 200)} is not an address`)
  url.hash = ''
  return url
}

function header(answer: Answer, name: string): string | undefined {
  const value = answer.headers[name]
  return Array.isArray(value) ? value[0] : value
}

/** Transport failures by their error code; what is already a SourceError stays. */
function inPlainWords(error: unknown): Error {
  if (error instanceof SourceError) return error
  const cause = error instanceof Error && error.cause instanceof RefusedAddressError ? error.cause : undefined
  if (cause) return cause
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return new SourceError(transportWords[code] ?? `it could not be read: ${messageOf(error)}`, { cause: error })
}

const transportWords: Record<string, string> = {
  ENOTFOUND: 'its name does not exist in the DNS',
  EAI_AGAIN: 'its name could not be looked up just now',
  ECONNREFUSED: 'nothing accepts connections at this address',
  ECONNRESET: 'it broke off the connection',
  EHOSTUNREACH: 'there is no way to this address',
  ENETUNREACH: 'there is no network to this address',
  UND_ERR_CONNECT_TIMEOUT: 'it could not be connected to in time',
  UND_ERR_HEADERS_TIMEOUT: 'it did not answer in time',
  UND_ERR_BODY_TIMEOUT: 'it stopped sending in the middle of its answer',
  UND_ERR_SOCKET: 'it broke off the connection',
  UND_ERR_HEADERS_OVERFLOW: 'its headers are too large',
  Z_DATA_ERROR: 'its compressed answer is damaged',
  Z_BUF_ERROR: 'its compressed answer ends too early',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is not trusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is not trusted',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate belongs to another name',
}
