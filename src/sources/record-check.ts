import { and, desc, eq } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { newId } from '../db/id.ts'
import { items, sourceHealthChecks, sources } from '../db/schema/index.ts'
import type { SourceError } from '../errors.ts'
import type { ReadResult } from './connectors/connector.ts'
import { HttpError } from './http/http-error.ts'
import type { SourceRow } from './queries.ts'
import {
  backoffMs,
  intervalBounds,
  isSilent,
  medianGapSeconds,
  nextInterval,
  outsideQuietTimes,
  withJitter,
} from './schedule.ts'

/** What surrounds a check: when, how long it took (real milliseconds), by which job. */
export interface CheckContext {
  now: Date
  durationMs: number
  jobId: string
}

/**
 * Records a check that worked: validators, watermark and a moved address as read, the next check by the source's rhythm,
 * a row of history. Belongs in the transaction that stores the items, so that neither counts without the other.
 */
export async function recordSuccess(
  db: Db,
  source: SourceRow,
  read: ReadResult,
  saved: { inserted: number; revised: number },
  { now, durationMs, jobId }: CheckContext,
): Promise<void> {
  const news = saved.inserted + saved.revised
  const lastNewItemAt = saved.inserted > 0 ? now : source.lastNewItemAt
  const interval = source.intervalSeconds === null ? null : newInterval(source, source.intervalSeconds, read, news, now)
  const next =
    interval === null ? null : outsideQuietTimes(later(now, withJitter(interval * 1_000, source.id, now)), read.hints)
  const silent = interval !== null && (await wentSilent(db, source, lastNewItemAt, interval, now))
  await db
    .update(sources)
    .set({
      ...(read.movedTo ? { url: await freeAddress(db, source, read.movedTo) } : {}),
      etag: read.etag,
      lastModified: read.lastModified,
      watermark: read.watermark,
      language: source.language ?? read.language,
      intervalSeconds: interval,
      nextCheckAt: read.more ? now : next,
      status: silent ? 'silent' : 'ok',
      lastFetchedAt: now,
      lastSuccessAt: now,
      lastNewItemAt,
      silentSince: silent ? (lastNewItemAt ?? source.createdAt) : null,
      consecutiveFailures: 0,
      backoffUntil: null,
      lastError: null,
      lastWarnings: read.unchanged ? source.lastWarnings : read.warnings.slice(0, 20),
    })
    .where(eq(sources.id, source.id))
  await db.insert(sourceHealthChecks).values({
    id: newId(now),
    tenantId: source.tenantId,
    sourceId: source.id,
    checkedAt: now,
    outcome: read.unchanged ? 'unchanged' : 'fetched',
    statusCode: read.statusCode,
    durationMs,
    bytes: read.bytes,
    entries: read.entries.length,
    inserted: saved.inserted,
    revised: saved.revised,
    jobId,
  })
}

/**
 * Records a check that failed: the error in plain words, back-off until the next try, a row of history. What is gone for good
 * (HTTP 410) is switched off with the reason. Read state stays as it was, so nothing is skipped later.
 */
export async function recordFailure(
  db: Db,
  source: SourceRow,
  error: SourceError,
  context: CheckContext,
): Promise<void> {
  const { now, durationMs, jobId } = context
  const { message } = error
  const gone = error instanceof HttpError && error.status === 410
  const failures = source.consecutiveFailures + 1
  const { retryAfterMs } = error
  const delay = backoffMs(source.intervalSeconds ?? 3_600, failures, retryAfterMs)
  const until = later(now, withJitter(delay, source.id, now))
  const backoffUntil = retryAfterMs && until < later(now, retryAfterMs) ? later(now, delay) : until
  await db
    .update(sources)
    .set({
      status: gone ? 'disabled' : 'failing',
      ...(gone ? { isActive: false, disabledReason: message } : {}),
      lastFetchedAt: now,
      consecutiveFailures: failures,
      backoffUntil: gone ? null : backoffUntil,
      nextCheckAt: gone ? null : backoffUntil,
      lastError: message,
    })
    .where(eq(sources.id, source.id))
  await db.insert(sourceHealthChecks).values({
    id: newId(now),
    tenantId: source.tenantId,
    sourceId: source.id,
    checkedAt: now,
    outcome: 'failed',
    statusCode: error instanceof HttpError ? error.status : null,
    durationMs,
    error: message,
    jobId,
  })
}

function newInterval(source: SourceRow, current: number, read: ReadResult, news: number, now: Date): number {
  const asked = Math.max((read.hints.intervalMinutes ?? 0) * 60, read.hints.freshSeconds ?? 0)
  return nextInterval({
    current,
    bounds: intervalBounds({ ...source, intervalSeconds: current }),
    published: read.entries.map((entry) => entry.publishedAt).filter((date) => date instanceof Date),
    news,
    askedSeconds: asked || null,
    now,
  })
}

const dayMs = 86_400_000

async function wentSilent(
  db: Db,
  source: SourceRow,
  lastNewItemAt: Date | null,
  interval: number,
  now: Date,
): Promise<boolean> {
  const last = lastNewItemAt ?? source.createdAt
  if (now.getTime() - last.getTime() < dayMs) return false
  const rows = await db
    .select({ at: items.publishedAt })
    .from(items)
    .where(and(eq(items.sourceId, source.id), eq(items.tenantId, source.tenantId)))
    .orderBy(desc(items.fetchedAt))
    .limit(20)
  const gap = medianGapSeconds(
    rows.map((row) => row.at).filter((at) => at !== null),
    now,
  )
  return isSilent(last, gap, interval, now)
}

/** The moved address, unless another source of the tenant already has it: then both keep theirs. */
async function freeAddress(db: Db, source: SourceRow, movedTo: string): Promise<string | null> {
  const [taken] = await db
    .select({ id: sources.id })
    .from(sources)
    .where(
      and(eq(sources.tenantId, source.tenantId), eq(sources.connector, source.connector), eq(sources.url, movedTo)),
    )
  return taken && taken.id !== source.id ? source.url : movedTo
}

function later(from: Date, ms: number): Date {
  return new Date(from.getTime() + ms)
}
