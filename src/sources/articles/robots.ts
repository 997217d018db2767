import { eq } from 'drizzle-orm'
import robotsParser from 'robots-parser'
import type { Db } from '../../db/client.ts'
import { webHosts } from '../../db/schema/index.ts'
import { SourceError } from '../../errors.ts'
import { type HttpClient, userAgent } from '../http/http-client.ts'
import { HttpError } from '../http/http-error.ts'
import { HostBusyError } from '../http/turns.ts'

/** What a host's robots.txt asks of us. */
export interface Robots {
  allows(url: string): boolean
  /** Milliseconds between requests, at most 30 seconds; 0 when it asks for none. */
  gapMs: number
}

export interface RobotsRequest {
  url: string
  allowPrivate: boolean
  now: Date
  signal: AbortSignal
}

// Its types describe a module with a default export; the module is the function.
const parseRobots = robotsParser as unknown as typeof robotsParser.default

const keptMs = 24 * 3_600_000
/** A file that could not be read is asked for again sooner. */
const keptWhenUnreachableMs = 3_600_000
const maxBytes = 512 * 1_024
const longestGapMs = 30_000
/** What matching an address costs: its length times the signs from the first wildcard of every rule on. */
const longestAddress = 2_048
const mostWildcardSigns = 50_000

/**
 * The robots.txt of an address's host, read at most once a day for all processes (RFC 9309): a host that has none (4xx) allows
 * everything, one whose file cannot be read (5xx, no answer) allows nothing until it can.
 */
export async function robotsOf(db: Db, http: HttpClient, request: RobotsRequest): Promise<Robots> {
  const { host, origin } = new URL(request.url)
  const [known] = await db.select().from(webHosts).where(eq(webHosts.host, host))
  const age = request.now.getTime() - (known?.robotsReadAt?.getTime() ?? Number.NEGATIVE_INFINITY)
  const kept = known?.robotsStatus == null || known.robotsStatus >= 500 ? keptWhenUnreachableMs : keptMs
  if (known && age >= 0 && age < kept) return rules(origin, known.robotsStatus, known.robots ?? '')
  const { status, text } = await read(http, `${origin}/robots.txt`, request)
  const row = { robots: text, robotsStatus: status, robotsReadAt: request.now }
  await db
    .insert(webHosts)
    .values({ host, ...row })
    .onConflictDoUpdate({ target: webHosts.host, set: row })
  return rules(origin, status, text)
}

async function read(
  http: HttpClient,
  url: string,
  { allowPrivate, now, signal }: RobotsRequest,
): Promise<{ status: number | null; text: string }> {
  try {
    const answer = await http.fetch({ url, accept: 'text/plain, */*;q=0.1', allowPrivate, maxBytes, now, signal })
    return { status: answer.status, text: (answer.bytes?.toString('utf8') ?? '').replaceAll('\u0000', '') }
  } catch (error) {
    if (!(error instanceof SourceError) || error instanceof HostBusyError || signal.aborted) throw error
    return { status: error instanceof HttpError ? error.status : null, text: '' }
  }
}

function rules(origin: string, status: number | null, text: string): Robots {
  // Too many requests is a matter of time, not of permission.
  if (status === null || status >= 500 || status === 429) return { allows: () => false, gapMs: 0 }
  if (status >= 400) return { allows: () => true, gapMs: 0 }
  const plain = text.replace(/#[^\r\n]*/g, '').replace(/\*{2,}/g, '*')
  // Nobody asks for that many wildcards, except to keep its readers busy; a file that is not read forbids everything.
  if (wildcardSigns(plain) > mostWildcardSigns) return { allows: () => false, gapMs: 0 }
  const parsed = parseRobots(`${origin}/robots.txt`, plain)
  const delay = parsed.getCrawlDelay(userAgent) ?? 0
  return {
    allows: (url) => parsed.isAllowed(url.slice(0, longestAddress), userAgent) ?? true,
    gapMs: Number.isFinite(delay) ? Math.min(Math.max(0, delay) * 1_000, longestGapMs) : 0,
  }
}

function wildcardSigns(text: string): number {
  let signs = 0
  for (const [rule] of text.matchAll(/\*[^\r\n]*/g)) signs += rule.length
  return signs
}
