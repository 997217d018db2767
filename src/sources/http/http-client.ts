import { Agent, type Dispatcher, request } from 'undici'
import { SourceError } from '../../errors.ts'
import { checkAddress, guardedLookup } from './addresses.ts'
import { asUtf8, errorCode, header } from './answer-parts.ts'
import { HttpError, httpError, retryAfterMs } from './http-error.ts'
import { inPlainWords } from './plain-words.ts'
import { pauseAskedMs } from './rate-limit.ts'
import { readBody } from './read-body.ts'
import type { Turn, Turns } from './turns.ts'

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
  /** A JSON document to send by POST; such a request follows no redirect. */
  body?: string
  allowPrivate?: boolean
  /** Longest pause the host is known to ask for between two requests; the usual one when missing. */
  gapMs?: number
  now: Date
  signal?: AbortSignal
  /** Decoded bytes of the body, where it may be more or less than usual. */
  maxBytes?: number
}

/** Names itself to servers and in robots.txt. */
export const userAgent = 'Bellwether/0.1 (feed reader)'

/** Between two requests to one host, clock time. */
const usualGapMs = 500
/** A host that says when to come back is left alone by all its sources; longer waits are those of the single source. */
const longestPauseMs = 3_600_000

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
  /** A header of the answer, by its name in lower case. */
  header(name: string): string | undefined
}

type Answer = Dispatcher.ResponseData
/** Where one request led: to an answer or to another address. */
type Hop = { answer: FetchAnswer } | { to: URL; permanent: boolean }

/** How requests of all processes to one host are kept apart, and how many clock seconds pass in a real one. */
export interface Politeness {
  turns: Turns
  speed: number
}

/** An HTTP client for other people's servers: it cannot be led to private addresses, kept waiting, or made to read without end. */
export class HttpClient {
  private readonly guarded: Agent
  private readonly open: Agent
  private readonly politeness: Politeness | undefined
  readonly limits: FetchLimits

  constructor(
    limits: Partial<FetchLimits> = {},
    resolve?: Parameters<typeof guardedLookup>[0],
    politeness?: Politeness,
  ) {
    this.limits = { ...defaultLimits, ...limits }
    this.politeness = politeness
    const { connectMs, headersMs, idleMs } = this.limits
    const common = { headersTimeout: headersMs, bodyTimeout: idleMs, connections: 2, pipelining: 1 }
    this.guarded = new Agent({ ...common, connect: { timeout: connectMs, lookup: guardedLookup(resolve) } })
    this.open = new Agent({ ...common, connect: { timeout: connectMs } })
  }

  /**
   * Reads a document, one request at a time per host. Throws SourceError (HttpError for a status of 400 and more,
   * RefusedAddressError, TooLargeError, HostBusyError when the turn at the host did not come).
   */
  async fetch(wanted: FetchRequest): Promise<FetchAnswer> {
    let url = parseUrl(wanted.url)
    const origin = url.origin
    const seen = new Set<string>()
    let movedTo: string | null = null
    let permanent = true
    let leftMs = this.limits.totalMs
    for (let hop = 0; ; hop++) {
      if (seen.has(url.href)) throw new SourceError('it redirects in a circle')
      if (hop > this.limits.maxRedirects)
        throw new SourceError(`it redirects more than ${this.limits.maxRedirects} times`)
      seen.add(url.href)
      checkAddress(url, wanted.allowPrivate ?? false)
      const turn = await this.politeness?.turns.take(url.host, wanted.signal)
      const startedAt = performance.now()
      const read = await this.inTime(wanted, leftMs, turn, (signal) =>
        this.hop(url, wanted, url.origin === origin, movedTo, signal),
      ).catch((error: unknown) => {
        // Where a temporary redirect leads says nothing about the address that was asked for.
        const isElsewhere = !permanent && error instanceof HttpError && error.status === 410
        throw isElsewhere ? new SourceError('it redirects for now to what is gone for good', { cause: error }) : error
      })
      leftMs -= performance.now() - startedAt
      if ('answer' in read) return read.answer
      permanent &&= read.permanent
      url = read.to
      if (permanent) movedTo = url.href
    }
  }

  /** Ends all connections. */
  async close(): Promise<void> {
    await Promise.all([this.guarded.destroy(), this.open.destroy()])
  }

  /** Does `work` within `leftMs`, says in plain words what went wrong, and gives the turn back in any case. */
  private async inTime(
    wanted: FetchRequest,
    leftMs: number,
    turn: Turn | undefined,
    work: (signal: AbortSignal) => Promise<Hop>,
  ): Promise<Hop> {
    const timeout = AbortSignal.timeout(Math.max(1, Math.ceil(leftMs)))
    let pauseMs = 0
    try {
      const done = await work(wanted.signal ? AbortSignal.any([timeout, wanted.signal]) : timeout)
      if ('answer' in done) pauseMs = Math.min(pauseAskedMs(done.answer.header, wanted.now), longestPauseMs)
      return done
    } catch (error) {
      if (wanted.signal?.aborted) throw error
      if (timeout.aborted)
        throw new SourceError(`it did not finish within ${this.limits.totalMs / 1_000} s`, { cause: error })
      const explained = inPlainWords(error)
      // "Too many requests" is said to all of us, other errors only to who asked.
      if (explained instanceof HttpError && explained.status === 429)
        pauseMs = Math.min(explained.retryAfterMs ?? 0, longestPauseMs)
      throw explained
    } finally {
      const gapMs = Math.max(usualGapMs, wanted.gapMs ?? 0, pauseMs)
      // Politeness is owed in clock time: a replay that runs fast asks as often as the clock says.
      await turn?.end(gapMs / Math.max(1, this.politeness?.speed ?? 1))
    }
  }

  private async hop(
    url: URL,
    wanted: FetchRequest,
    sameOrigin: boolean,
    movedTo: string | null,
    signal: AbortSignal,
  ): Promise<Hop> {
    const answer = await this.ask(url, wanted, sameOrigin, signal)
    const location = asUtf8(header(answer, 'location'))
    if (![301, 302, 303, 307, 308].includes(answer.statusCode) || !location)
      return { answer: await this.finish(answer, url, movedTo, wanted) }
    answer.body.destroy()
    if (wanted.body !== undefined) throw new SourceError('it redirects a request that is for it alone')
    return { to: parseUrl(location, url), permanent: answer.statusCode === 301 || answer.statusCode === 308 }
  }

  private async ask(url: URL, wanted: FetchRequest, sameOrigin: boolean, signal: AbortSignal): Promise<Answer> {
    const headers: Record<string, string> = {
      'user-agent': userAgent,
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
    const dispatcher = wanted.allowPrivate ? this.open : this.guarded
    if (wanted.body) headers['content-type'] = 'application/json'
    const sent = wanted.body === undefined ? {} : { method: 'POST' as const, body: wanted.body }
    const asked = () => request(url, { dispatcher, headers, signal, ...sent })
    // A connection kept from the question before may have been closed meanwhile, which shows only when it is used again.
    const answer = await asked().catch((error: unknown) => (isHangUp(error) ? asked() : Promise.reject(error)))
    // A body that is abandoned (redirect, error status) fails on its own; nobody waits for it.
    answer.body.on('error', () => {})
    return answer
  }

  private async finish(answer: Answer, url: URL, movedTo: string | null, wanted: FetchRequest): Promise<FetchAnswer> {
    const { statusCode: status } = answer
    if (status === 304 && !wanted.etag && !wanted.lastModified) {
      answer.body.destroy()
      throw new SourceError('it says that nothing has changed, although it was asked for everything')
    }
    if (status !== 304 && (status < 200 || status >= 300)) {
      const code = await errorCode(answer)
      answer.body.destroy()
      throw httpError(status, retryAfterMs(header(answer, 'retry-after'), header(answer, 'date'), wanted.now), code)
    }
    const bytes =
      status === 304
        ? null
        : await readBody(answer.body, header(answer, 'content-encoding'), wanted.maxBytes ?? this.limits.maxBytes)
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
      header: (name) => header(answer, name),
      freshSeconds: maxAge === undefined ? null : Number(maxAge),
    }
  }
}

const isHangUp = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ECONNRESET' || error.code === 'UND_ERR_SOCKET')

function parseUrl(text: string, base?: URL): URL {
  const url = URL.canParse(text, base?.href) ? new URL(text, base) : undefined
  if (!url) throw new SourceError(`${text.slice(0, 200)} is not an address`)
  url.hash = ''
  return url
}
