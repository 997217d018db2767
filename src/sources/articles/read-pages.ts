import pLimit from 'p-limit'
import type { Db } from '../../db/client.ts'
import { SourceError } from '../../errors.ts'
import { deleteItems, type PageReading, savePage } from '../../items/index.ts'
import { RefusedAddressError } from '../http/addresses.ts'
import { type FetchAnswer, HttpClient } from '../http/http-client.ts'
import { HttpError } from '../http/http-error.ts'
import { TooLargeError } from '../http/read-body.ts'
import { HostBusyError, TurnError, Turns } from '../http/turns.ts'
import { claimDuePages, type DuePage, putOffPage } from './due-pages.ts'
import { Extractor } from './extractor.ts'
import { type Article, readArticle } from './read-article.ts'
import { robotsOf } from './robots.ts'

const hostsAtOnce = 8
const leaseMs = 5 * 60_000
/** A run begins no further page after this long (real time): its other pages are read by a later one. */
const runMs = 45_000
const maxPageBytes = 3 * 1_048_576
/** Waits before a page that failed is tried again, clock time; afterwards the feed's text stands. */
const retryMs = [5 * 60_000, 30 * 60_000, 3 * 3_600_000]
/** A page that was read is looked at once more, for edits, corrections and removal. */
const secondLookMs = 24 * 3_600_000
/** The rest of a host's pages wait this long when the host hangs. */
const hostRestMs = 5 * 60_000

const accept = 'text/html, application/xhtml+xml;q=0.9, */*;q=0.1'

export interface PagesOptions {
  itemIds: readonly string[]
  allowPrivateNetwork: boolean
  now: Date
  /** Clock seconds per real second. */
  speed: number
  signal: AbortSignal
  http?: HttpClient
}

/** What a run did. Index signature: figures for the run's record. */
export interface PageCounts extends Record<string, number> {
  pages: number
  unchanged: number
  failed: number
  refused: number
  walls: number
  revised: number
  removed: number
}

interface Run extends PagesOptions {
  http: HttpClient
  extractor: Extractor
  counts: PageCounts
}

/**
 * Reads the article pages that are due among those of the given items: several hosts at a time, one page per host, as robots.txt
 * allows. A page that cannot be read leaves its item with the text of the feed and holds up nobody: its host's other pages wait
 * when it hangs. Ends early when `signal` aborts; what was not reached is due again when its lease ends.
 */
export async function readPages(db: Db, options: PagesOptions): Promise<PageCounts> {
  const { now, speed } = options
  const lease = new Date(now.getTime() + leaseMs * Math.max(1, speed))
  const due = await claimDuePages(db, options.itemIds, now, lease)
  const counts: PageCounts = { pages: 0, unchanged: 0, failed: 0, refused: 0, walls: 0, revised: 0, removed: 0 }
  if (due.length === 0) return counts
  const http = options.http ?? new HttpClient({}, undefined, { turns: new Turns(db), speed })
  const run: Run = { ...options, http, extractor: new Extractor(), counts }
  const atOnce = pLimit(hostsAtOnce)
  const until = performance.now() + runMs
  try {
    const hosts = new Map<string, DuePage[]>()
    for (const page of due) hosts.set(page.host, [...(hosts.get(page.host) ?? []), page])
    const failures: unknown[] = []
    await Promise.all(
      [...hosts.values()].map((pages) =>
        atOnce(() => readHost(db, pages, until, run).catch((error: unknown) => failures.push(error))),
      ),
    )
    if (failures.length > 0) throw failures[0]
  } finally {
    await run.extractor.close()
    if (!options.http) await http.close()
  }
  return counts
}

async function readHost(db: Db, pages: readonly DuePage[], until: number, run: Run): Promise<void> {
  let restUntil: Date | undefined
  for (const page of pages) {
    if (run.signal.aborted) return
    if (restUntil || performance.now() > until) {
      await putOffPage(db, page.itemId, restUntil ?? run.now, run.now)
      continue
    }
    try {
      restUntil = await readPage(db, page, run)
    } catch (error) {
      await putOffPage(db, page.itemId, run.now, run.now).catch(() => {})
      throw error
    }
  }
}

/** Reads one page; answers until when its host is to be left alone, if it is. */
async function readPage(db: Db, page: DuePage, run: Run): Promise<Date | undefined> {
  const { http, now, signal, counts } = run
  const request = { url: page.url, allowPrivate: run.allowPrivateNetwork || page.allowPrivate, now, signal }
  try {
    const robots = await robotsOf(db, http, request)
    if (!robots.allows(page.url)) {
      counts.refused++
      await settle(db, page, { state: 'failed', error: 'robots.txt does not allow it to be read' }, run)
      return undefined
    }
    const { etag, lastModified } = page
    const validators = page.state === 'read' ? { etag, lastModified } : {}
    const answer = await http.fetch({ ...request, ...validators, accept, gapMs: robots.gapMs, maxBytes: maxPageBytes })
    await keep(db, page, answer, run)
    return undefined
  } catch (error) {
    if (signal.aborted) return now
    if (error instanceof HostBusyError) return await putOff(db, page, error.retryAfterMs ?? 0, run)
    if (!(error instanceof SourceError) || error instanceof TurnError) throw error
    return await fail(db, page, error, run)
  }
}

async function keep(db: Db, page: DuePage, answer: FetchAnswer, run: Run): Promise<void> {
  const { now, counts, extractor } = run
  const state = { state: 'read', statusCode: answer.status, readAt: now, error: null, holdUntil: null } as const
  const validators = { etag: answer.etag, lastModified: answer.lastModified }
  const dueAt = page.state === 'read' ? null : new Date(now.getTime() + secondLookMs)
  if (!answer.bytes) {
    counts.unchanged++
    return settle(db, page, { ...state, ...validators, dueAt: null }, run)
  }
  const { contentType } = answer
  if (contentType && !/html|xml|text\/plain/i.test(contentType))
    return settle(
      db,
      page,
      { ...state, state: 'failed', error: `it is no web page (${contentType.slice(0, 80)})` },
      run,
    )
  const article = await articleOf(answer, extractor)
  if (article instanceof SourceError) {
    counts.failed++
    return settle(db, page, { ...state, state: 'failed', error: article.message }, run)
  }
  counts.pages++
  if (article.wall) counts.walls++
  await settle(db, page, { ...state, ...validators, ...article, dueAt }, run)
}

/** The article in an answer, or why there is none: the same bytes would give no other answer, so nothing is tried again. */
async function articleOf(
  { bytes, url, contentType }: FetchAnswer,
  extractor: Extractor,
): Promise<Article | SourceError> {
  try {
    return await readArticle(bytes ?? Buffer.alloc(0), { url, contentType }, extractor)
  } catch (error) {
    if (error instanceof SourceError) return error
    throw error
  }
}

async function settle(db: Db, page: DuePage, reading: PageReading, { now, counts }: Run): Promise<void> {
  const { tenantId, itemId } = page
  // Attempts begin anew once a page was read.
  const row = { dueAt: null, holdUntil: null, attempts: 0, ...reading }
  if ((await savePage(db, { tenantId, itemId, reading: row, now })) === 'revised') counts.revised++
}

async function putOff(db: Db, page: DuePage, waitMs: number, { now, speed }: Run): Promise<Date> {
  const until = new Date(now.getTime() + waitMs * Math.max(1, speed))
  await putOffPage(db, page.itemId, until, now)
  return until
}

/** Gone for good means that the article was withdrawn; other refusals are final, other failures are tried again. */
async function fail(db: Db, page: DuePage, error: SourceError, run: Run): Promise<Date | undefined> {
  const { now, counts } = run
  const status = error instanceof HttpError ? error.status : null
  const reading = { statusCode: status, error: error.message.slice(0, 500) }
  counts.failed++
  if (status === 410) {
    const { tenantId, sourceId, externalId } = page
    await deleteItems(db, {
      tenantId,
      sourceId,
      externalIds: [externalId],
      foundIn: 'page',
      notice: error.message,
      now,
    })
    await settle(db, page, { ...reading, state: 'failed' }, run)
    counts.removed++
    return undefined
  }
  const wait = retryMs[page.attempts]
  const hopeless = error instanceof TooLargeError || error instanceof RefusedAddressError
  const refused = status !== null && status < 500 && status !== 408 && status !== 429
  const final = wait === undefined || hopeless || refused
  // A page that was read before stays read: a failed second look changes nothing.
  const state = page.state === 'read' ? 'read' : final ? 'failed' : 'due'
  const dueAt = final ? null : new Date(now.getTime() + Math.max(wait, error.retryAfterMs ?? 0))
  await settle(db, page, { ...reading, state, dueAt, attempts: page.attempts + 1 }, run)
  // No answer at all: the host hangs.
  return status === null && !hopeless ? new Date(now.getTime() + hostRestMs) : undefined
}
