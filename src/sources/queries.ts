import { and, asc, count, desc, eq, inArray, lte, sql } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { newId } from '../db/id.ts'
import { items, sourceHealthChecks, sources } from '../db/schema/index.ts'
import { ConflictError, NotFoundError, StaleError } from '../errors.ts'
import { completeSource, type NewSource } from './new-source.ts'

export type SourceRow = typeof sources.$inferSelect
export type SourceCheckRow = typeof sourceHealthChecks.$inferSelect

/** A source and its latest checks, newest first, with its items counted. */
export interface SourceDetail extends SourceRow {
  checks: SourceCheckRow[]
  itemCount: number
}

/**
 * Adds a source, or brings the one with the same connector and address (without address: the same name) up to date; its health,
 * schedule and read state stay. Throws InputError for bad fields, ConflictError when another source has the name, StaleError when
 * there is no source in the version its caller looked at.
 */
export async function saveSource(
  db: Db,
  tenantId: string,
  input: NewSource,
  now: Date,
  seenVersion?: number,
): Promise<SourceRow> {
  const source = completeSource(input)
  return db.transaction(async (tx) => {
    const same = source.url
      ? and(eq(sources.connector, source.connector), eq(sources.url, source.url))
      : eq(sources.name, source.name)
    const [existing] = await tx
      .select()
      .from(sources)
      .where(and(eq(sources.tenantId, tenantId), same))
      .for('update')
    if (seenVersion !== undefined && existing?.version !== seenVersion)
      throw new StaleError(`there is no source ${source.name} in version ${seenVersion} by now`)
    const named = await findSourceByName(tx, tenantId, source.name)
    if (named && named.id !== existing?.id) {
      if (input.name) throw new ConflictError(`there is another source named ${source.name}`)
      source.name = `${source.name} ${source.url ?? ''}`.trim().slice(0, 200)
    }
    if (existing) return update(tx, existing, source, now)
    const row = { ...source, id: newId(now), tenantId, createdAt: now, updatedAt: now }
    const due = source.intervalSeconds === null ? null : now
    const [saved] = await tx
      .insert(sources)
      .values({ ...row, nextCheckAt: due })
      .onConflictDoNothing()
      .returning()
    if (!saved) throw new ConflictError(`the source ${source.name} was added by somebody else at the same time`)
    return saved
  })
}

async function update(
  tx: Db,
  existing: SourceRow,
  source: ReturnType<typeof completeSource>,
  now: Date,
): Promise<SourceRow> {
  const { intervalSeconds, isActive, ...rest } = source
  const kept = intervalSeconds === null ? null : (existing.intervalSeconds ?? intervalSeconds)
  const bounded =
    kept === null
      ? null
      : within(kept, rest.minIntervalSeconds ?? intervalSeconds, rest.maxIntervalSeconds ?? intervalSeconds)
  const [saved] = await tx
    .update(sources)
    .set({
      ...rest,
      intervalSeconds: bounded,
      isActive: isActive && existing.status !== 'disabled',
      nextCheckAt: bounded === null ? null : (existing.nextCheckAt ?? now),
      version: existing.version + 1,
      updatedAt: now,
    })
    .where(eq(sources.id, existing.id))
    .returning()
  return saved as SourceRow
}

function within(value: number, min: number | null, max: number | null): number {
  return Math.min(max ?? value, Math.max(min ?? value, value))
}

async function findSourceByName(db: Db, tenantId: string, name: string): Promise<SourceRow | undefined> {
  const [row] = await db
    .select()
    .from(sources)
    .where(and(eq(sources.tenantId, tenantId), eq(sources.name, name)))
  return row
}

/** A tenant's sources by name, with their health. */
export async function listSources(db: Db, tenantId: string): Promise<SourceRow[]> {
  return db.select().from(sources).where(eq(sources.tenantId, tenantId)).orderBy(asc(sources.name))
}

/** One source with its last 50 checks. Throws NotFoundError. */
export async function getSource(db: Db, tenantId: string, id: string): Promise<SourceDetail> {
  const [row] = await db
    .select()
    .from(sources)
    .where(and(eq(sources.tenantId, tenantId), eq(sources.id, id)))
  if (!row) throw new NotFoundError(`there is no source ${id}`)
  const checks = await db
    .select()
    .from(sourceHealthChecks)
    .where(eq(sourceHealthChecks.sourceId, id))
    .orderBy(desc(sourceHealthChecks.checkedAt), desc(sourceHealthChecks.id))
    .limit(50)
  const [counted] = await db
    .select({ n: count() })
    .from(items)
    .where(and(eq(items.tenantId, tenantId), eq(items.sourceId, id)))
  return { ...row, checks, itemCount: counted?.n ?? 0 }
}

/** A source by its id or its name. Throws NotFoundError. */
export async function getSourceByIdOrName(db: Db, tenantId: string, idOrName: string): Promise<SourceRow> {
  const id = sql`${sources.id}::text = ${idOrName} or ${sources.name} = ${idOrName}`
  const [row] = await db
    .select()
    .from(sources)
    .where(and(eq(sources.tenantId, tenantId), sql`(${id})`))
  if (!row) throw new NotFoundError(`there is no source ${idOrName}`)
  return row
}

/** Sources that failed or took this long last time are read apart from the others. */
const slowMs = 5_000
const suspectsTogether = 8

/**
 * Ids of the sources of all tenants whose next check is due, in batches. Sources of one host share a batch where they fit, so that
 * they do not wait for each other elsewhere; longest overdue first otherwise. Those that failed or were slow last time come
 * last, in small batches of their own: they may take long again, and nobody else waits for them.
 */
export async function listDueSourceIds(
  db: Db,
  now: Date,
  { batch, limit }: { batch: number; limit: number },
): Promise<string[][]> {
  const lastMs = sql`(select c.duration_ms from source_health_checks c where c.source_id = ${sources.id} order by c.checked_at desc limit 1)`
  const rows = await db
    .select({
      id: sources.id,
      host: sql<string>`coalesce(split_part(${sources.url}, '/', 3), '')`,
      suspect: sql<boolean>`${sources.consecutiveFailures} > 0 or coalesce(${lastMs}, 0) > ${slowMs}::int`,
    })
    .from(sources)
    .where(and(sources.isActive, lte(sources.nextCheckAt, now)))
    .orderBy(asc(sources.nextCheckAt), asc(sources.id))
    .limit(limit)
  const place = new Map<string, number>()
  for (const { host } of rows) if (!place.has(host)) place.set(host, place.size)
  rows.sort((a, b) => (place.get(a.host) ?? 0) - (place.get(b.host) ?? 0))
  const ids = (suspect: boolean) => rows.filter((row) => row.suspect === suspect).map((row) => row.id)
  return [...inBatches(ids(false), batch), ...inBatches(ids(true), Math.min(batch, suspectsTogether))]
}

function inBatches(ids: readonly string[], size: number): string[][] {
  return Array.from({ length: Math.ceil(ids.length / size) }, (_, i) => ids.slice(i * size, (i + 1) * size))
}

/**
 * Takes those of the given sources that are due and puts their next check off until `leaseUntil`, so that nobody else reads them
 * meanwhile and a reader that dies is replaced afterwards.
 */
export async function claimDueSources(
  db: Db,
  ids: readonly string[],
  now: Date,
  leaseUntil: Date,
): Promise<SourceRow[]> {
  if (ids.length === 0) return []
  return db.transaction(async (tx) => {
    const due = await tx
      .select()
      .from(sources)
      .where(and(inArray(sources.id, [...ids]), sources.isActive, lte(sources.nextCheckAt, now)))
      .orderBy(asc(sources.id))
      .for('update', { skipLocked: true })
    const taken = due.map((source) => source.id)
    if (taken.length > 0) await tx.update(sources).set({ nextCheckAt: leaseUntil }).where(inArray(sources.id, taken))
    return due
  })
}

/** Gives back a source that was claimed but not read: it is due at `dueAt`. While the database is away, when its lease ends. */
export async function releaseSource(db: Db, { id }: SourceRow, dueAt: Date | null): Promise<void> {
  await db
    .update(sources)
    .set({ nextCheckAt: dueAt })
    .where(and(eq(sources.id, id), sources.isActive))
    .catch(() => {})
}
