import { and, asc, eq, lt, sql } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { events, items } from '../db/schema/index.ts'
import { uuids } from '../db/uuids.ts'
import type { OwnerKind } from '../vector/index.ts'

/** An item or event waiting for its vector. */
export interface EmbeddingOwner {
  kind: OwnerKind
  id: string
  tenantId: string
  title: string
  /** The beginning of its text; no model takes more. */
  text: string
  language: string | null
  /** Its own time: when published, when first seen. */
  at: Date | null
  /** An item's revision or an event's version: what the vector will stand for. */
  version: number
  /** Not to be found by search any more: deleted by its source, or merged into another event. */
  isGone: boolean
}

export interface OwnerStatus {
  id: string
  version: number
  /** Hash of the text the vector stands for; null when it has none. */
  textHash: string | null
  status: 'succeeded' | 'failed' | 'skipped'
  reason: string | null
}

const leadChars = 4_000

/** The owners among `ids` that are due; read again at every run, so a job run twice finds nothing the second time. */
export async function listDueOwners(
  db: Db,
  tenantId: string,
  kind: OwnerKind,
  ids: string[],
): Promise<EmbeddingOwner[]> {
  if (kind === 'item') {
    const rows = await db
      .select({
        id: items.id,
        title: items.title,
        text: sql<string>`left(${items.text}, ${leadChars})`,
        language: items.language,
        at: sql<Date>`coalesce(${items.publishedAt}, ${items.fetchedAt})`.mapWith(items.fetchedAt),
        version: items.revision,
        deletedAt: items.deletedAt,
      })
      .from(items)
      .where(and(eq(items.tenantId, tenantId), sql`${items.id} = any(${uuids(ids)})`, itemIsDue))
      .orderBy(asc(items.id))
    return rows.map(({ deletedAt, ...row }) => ({ ...row, kind, tenantId, isGone: deletedAt !== null }))
  }
  const rows = await db
    .select({
      id: events.id,
      title: events.headline,
      text: sql<string>`left(${events.canonicalSummary}, ${leadChars})`,
      language: events.language,
      at: events.firstSeenAt,
      version: events.version,
      mergedInto: events.mergedInto,
    })
    .from(events)
    .where(and(eq(events.tenantId, tenantId), sql`${events.id} = any(${uuids(ids)})`, eventIsDue))
    .orderBy(asc(events.id))
  return rows.map(({ mergedInto, ...row }) => ({ ...row, kind, tenantId, isGone: mergedInto !== null }))
}

/** Ids of the owners due, oldest first and at most `limit` of each kind, by tenant. Both queries read a partial index only. */
export async function listDueOwnerIds(
  db: Db,
  limit: number,
): Promise<{ kind: OwnerKind; tenantId: string; id: string }[]> {
  const dueEvents = await db
    .select({ tenantId: events.tenantId, id: events.id })
    .from(events)
    .where(eventIsDue)
    .orderBy(asc(events.tenantId), asc(events.id))
    .limit(limit)
  const dueItems = await db
    .select({ tenantId: items.tenantId, id: items.id })
    .from(items)
    .where(itemIsDue)
    .orderBy(asc(items.tenantId), asc(items.seq))
    .limit(limit)
  return [
    ...dueEvents.map((row) => ({ kind: 'event' as const, ...row })),
    ...dueItems.map((row) => ({ kind: 'item' as const, ...row })),
  ]
}

/**
 * Writes what came of the owners. One that changed since it was read keeps waiting, as does one whose record another run has
 * meanwhile written for another text: what it says now has no vector yet.
 */
export async function saveOwnerStatuses(
  db: Db,
  kind: OwnerKind,
  model: string,
  statuses: OwnerStatus[],
): Promise<void> {
  if (statuses.length === 0) return
  // A parameter per column instead of one per cell: the statement stays the same for any number of rows.
  const column = (name: keyof OwnerStatus) => sql.param(statuses.map((entry) => entry[name]))
  const given = sql`unnest(
    ${column('id')}::uuid[], ${column('version')}::int[], ${column('textHash')}::text[],
    ${column('status')}::embedding_status[], ${column('reason')}::text[]
  ) as given(id, version, text_hash, status, reason)`
  const isCurrent = sql`(given.text_hash is null or exists (
    select 1 from embedding_records record
    where record.owner_kind = ${kind} and record.owner_id = given.id and record.model = ${model}
      and record.text_hash = given.text_hash))`
  if (kind === 'item') {
    await db.execute(sql`
      update items set embedding_status = given.status, embedding_error = given.reason
      from ${given}
      where items.id = given.id and items.revision = given.version and items.embedding_status = 'pending'
        and ${isCurrent}`)
    return
  }
  await db.execute(sql`
    update events
    set embedding_status = given.status, embedding_error = given.reason, embedded_version = given.version
    from ${given}
    where events.id = given.id and events.embedded_version < given.version and ${isCurrent}`)
}

const itemIsDue = and(eq(items.embeddingStatus, 'pending'), eq(items.processingStatus, 'classified'))!
const eventIsDue = lt(events.embeddedVersion, events.version)
