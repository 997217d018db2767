import { and, eq, sql } from 'drizzle-orm'
import type { PgUpdateSetSource } from 'drizzle-orm/pg-core'
import type { Db } from '../db/client.ts'
import { sources } from '../db/schema/index.ts'
import { NotFoundError, StaleError } from '../errors.ts'
import { Turns } from './http/turns.ts'
import type { SourceRow } from './queries.ts'

/** Switches a source on or off. On: it is checked at once, with a clean record. Throws NotFoundError. */
export async function setSourceActive(
  db: Db,
  tenantId: string,
  id: string,
  isActive: boolean,
  now: Date,
): Promise<SourceRow> {
  if (isActive)
    return change(db, tenantId, id, now, { isActive, status: 'new', disabledReason: null, ...cleanRecord(now) })
  return change(db, tenantId, id, now, { isActive, status: 'disabled', disabledReason: 'switched off' })
}

/** Whether the articles behind a source's entries are read from now on. Throws NotFoundError. */
export async function setFullText(
  db: Db,
  tenantId: string,
  id: string,
  fullText: boolean,
  now: Date,
): Promise<SourceRow> {
  return change(db, tenantId, id, now, { fullText })
}

/** Forgets a source's failures and that its host asked to be left alone, so that it is tried at once. Throws NotFoundError. */
export async function resetBackoff(db: Db, tenantId: string, id: string, now: Date): Promise<SourceRow> {
  const row = await change(db, tenantId, id, now, cleanRecord(now))
  if (row.url && URL.canParse(row.url)) await new Turns(db).forget(new URL(row.url).host)
  return row
}

/** Makes a source due now. Throws NotFoundError. */
export async function requestCheck(db: Db, tenantId: string, id: string, now: Date): Promise<SourceRow> {
  return change(db, tenantId, id, now, { nextCheckAt: whenPolled(now) })
}

function cleanRecord(now: Date) {
  return { consecutiveFailures: 0, backoffUntil: null, lastError: null, nextCheckAt: whenPolled(now) }
}

/** Sources that are never polled stay so. */
function whenPolled(now: Date) {
  return sql`case when ${sources.intervalSeconds} is null then null else ${now.toISOString()}::timestamptz end`
}

async function change(
  db: Db,
  tenantId: string,
  id: string,
  now: Date,
  set: PgUpdateSetSource<typeof sources>,
): Promise<SourceRow> {
  const [row] = await db
    .update(sources)
    .set({ ...set, updatedAt: now, version: sql`${sources.version} + 1` })
    .where(and(eq(sources.tenantId, tenantId), eq(sources.id, id)))
    .returning()
  if (!row) throw new NotFoundError(`there is no source ${id}`)
  return row
}

/** Locks a source that must still be in the version its caller looked at. Throws StaleError, and NotFoundError. */
export async function expectSourceVersion(tx: Db, tenantId: string, id: string, version: number): Promise<void> {
  const [row] = await tx
    .select({ version: sources.version })
    .from(sources)
    .where(and(eq(sources.tenantId, tenantId), eq(sources.id, id)))
    .for('update')
  if (!row) throw new NotFoundError(`there is no source ${id}`)
  if (row.version !== version)
    throw new StaleError(`source ${id} is in version ${row.version} by now, not in version ${version}`)
}
