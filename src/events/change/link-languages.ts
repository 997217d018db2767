import { and, asc, eq, inArray, isNotNull, isNull, lt, or, sql } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { eventLineage, events } from '../../db/schema/index.ts'
import { type Embedder, listEmbeddings } from '../../embedding/index.ts'
import type { VectorStore } from '../../vector/index.ts'
import { saveLineage } from '../save/save-lineage.ts'

/** Actor of links made by vectors; every other actor of a link is a person. */
const linking = 'embed'
const HOUR = 3_600_000
/** Events of two languages whose news lie further apart than this are two happenings. */
const REACH_HOURS = 72
const NEIGHBOURS = 40

interface Services {
  db: Db
  embedder: Pick<Embedder, 'model' | 'dimensions' | 'sameAbove'>
  vectors: VectorStore
  now: Date
  signal: AbortSignal
}

const columns = {
  id: events.id,
  language: events.language,
  sameAs: events.sameAs,
  firstSeenAt: events.firstSeenAt,
  lastUpdatedAt: events.lastUpdatedAt,
}
type Row = { id: string; language: string; sameAs: string | null; firstSeenAt: Date; lastUpdatedAt: Date }

/**
 * Links events to the event of another language that reports the same happening, by the vectors of a multilingual embedder;
 * nothing without one. Two events are linked when each is the other's nearest of its language, their cosine reaches the
 * embedder's threshold and their news lie within 72 hours. The older one stands for both. Grouping is not touched.
 * Events left over by an earlier run that failed are taken along.
 */
export async function linkLanguages(services: Services, tenantId: string, ids: readonly string[]): Promise<number> {
  const { db, embedder, now } = services
  if (embedder.sameAbove === undefined) return 0
  const due = await db
    .select(columns)
    .from(events)
    .where(
      and(
        eq(events.tenantId, tenantId),
        isNull(events.mergedInto),
        eq(events.embeddingStatus, 'succeeded'),
        lt(events.linkedVersion, events.embeddedVersion),
      ),
    )
    .orderBy(sql`${inArray(events.id, [...ids])} desc`, asc(events.id))
    .limit(200)
  const stored = await listEmbeddings(
    db,
    embedder,
    'event',
    due.map((event) => event.id),
  )
  let linked = 0
  for (const event of due) {
    const vector = stored.get(event.id)?.vector
    const partner =
      vector && event.sameAs === null ? await nearestElsewhere(services, tenantId, event, vector) : undefined
    if (partner && (await link(db, tenantId, event.id, partner, now))) linked++
    await db
      .update(events)
      .set({ linkedVersion: sql`${events.embeddedVersion}` })
      .where(eq(events.id, event.id))
  }
  return linked
}

/** The nearest event of another language that has this one as its nearest of ours. */
async function nearestElsewhere(services: Services, tenantId: string, event: Row, vector: Float32Array) {
  const near = await neighbours(services, tenantId, event, vector)
  for (const { row, score } of near) {
    if (row.language === event.language) continue
    const its = (await listEmbeddings(services.db, services.embedder, 'event', [row.id])).get(row.id)?.vector
    const back = its ? await neighbours(services, tenantId, row, its) : []
    if (back.find((other) => other.row.language === event.language)?.row.id === event.id) return { id: row.id, score }
  }
  return undefined
}

async function neighbours(
  { db, embedder, vectors, signal }: Services,
  tenantId: string,
  event: Row,
  vector: Float32Array,
) {
  const hits = await vectors.search(vector, {
    limit: NEIGHBOURS,
    minScore: embedder.sameAbove,
    filter: {
      tenantId,
      ownerKind: 'event',
      from: new Date(event.firstSeenAt.getTime() - 14 * 24 * HOUR),
      to: new Date(event.lastUpdatedAt.getTime() + REACH_HOURS * HOUR),
    },
    signal,
  })
  if (hits.length === 0) return []
  const rows = await db
    .select(columns)
    .from(events)
    .where(
      and(
        eq(events.tenantId, tenantId),
        isNull(events.mergedInto),
        inArray(
          events.id,
          hits.map((hit) => hit.ownerId),
        ),
      ),
    )
  return hits.flatMap(({ ownerId, score }) => {
    const row = rows.find((candidate) => candidate.id === ownerId)
    return row && row.id !== event.id && gapHours(row, event) <= REACH_HOURS ? [{ row, score }] : []
  })
}

/** Links two events when neither group holds the other's language and no person took such a link back. */
async function link(db: Db, tenantId: string, a: string, { id: b, score }: { id: string; score: number }, now: Date) {
  return await db.transaction(async (tx) => {
    const [event, partner] = await both(tx, a, b)
    if (!event || !partner || event.sameAs !== null) return false
    const group = await tx
      .select(columns)
      .from(events)
      .where(groupOf(partner.sameAs ?? partner.id))
      .orderBy(asc(events.id))
      .for('update')
    const own = await tx.select({ id: events.id }).from(events).where(eq(events.sameAs, event.id)).limit(1)
    if (own.length > 0 || group.some((row) => row.language === event.language)) return false
    const refused = await tx
      .select({ id: eventLineage.id })
      .from(eventLineage)
      .where(
        and(
          eq(eventLineage.kind, 'link'),
          sql`${eventLineage.undoneAt} is not null`,
          or(
            and(
              eq(eventLineage.fromEventId, event.id),
              inArray(
                eventLineage.toEventId,
                group.map((row) => row.id),
              ),
            ),
            and(
              eq(eventLineage.toEventId, event.id),
              inArray(
                eventLineage.fromEventId,
                group.map((row) => row.id),
              ),
            ),
          ),
        ),
      )
      .limit(1)
    if (refused.length > 0) return false
    const root = group.find((row) => row.id === (partner.sameAs ?? partner.id))
    if (!root) return false
    // the older one stands for all
    const leads = event.firstSeenAt < root.firstSeenAt
    const [from, to] = leads ? [root.id, event.id] : [event.id, root.id]
    const followers = leads ? group.map((row) => row.id) : [event.id]
    await tx.update(events).set({ sameAs: to, rank: null }).where(inArray(events.id, followers))
    await markGroupDue(tx, [from])
    const reason = `vectors ${score.toFixed(2)} alike, told in ${event.language} and ${partner.language}`
    const ends = { fromEventId: from, toEventId: to }
    await saveLineage(tx, [{ tenantId, kind: 'link', ...ends, itemIds: [], actor: linking, reason, at: now }])
    return true
  })
}

async function both(tx: Db, a: string, b: string): Promise<(Row | undefined)[]> {
  const rows = await tx
    .select(columns)
    .from(events)
    .where(and(inArray(events.id, [a, b]), isNull(events.mergedInto)))
    .orderBy(asc(events.id))
    .for('update')
  return [a, b].map((id) => rows.find((row) => row.id === id))
}

const groupOf = (root: string) => and(or(eq(events.id, root), eq(events.sameAs, root)), isNull(events.mergedInto))

/** Has the events told together with these (and these) described anew by their own shards. */
export async function markGroupDue(tx: Db, ids: readonly string[]): Promise<void> {
  if (ids.length === 0 || !(await hasLinks(tx))) return
  await tx.execute(sql`
    update events e set describe_due = true
    from (select coalesce(same_as, id) as root from events where id in ${[...ids]}) g
    where (e.id = g.root or e.same_as = g.root) and e.merged_into is null
      and exists (select from events o where o.same_as = g.root)`)
}

/** Whether anything is linked at all: one look at a small index, and grouping without links costs no more than that. */
async function hasLinks(db: Db): Promise<boolean> {
  const [row] = await db.select({ id: events.id }).from(events).where(isNotNull(events.sameAs)).limit(1)
  return row !== undefined
}

/** Events told together with these, in other languages, by the ids asked for. */
export async function listToldTogether(db: Db, ids: readonly string[]): Promise<Map<string, string[]>> {
  const together = new Map<string, string[]>()
  if (ids.length === 0 || !(await hasLinks(db))) return together
  const rows = await db.execute<{ id: string; other: string }>(sql`
    select e.id, o.id as other from events e
    join events o on o.id <> e.id and o.merged_into is null and (o.id = e.same_as or o.same_as = e.id or o.same_as = e.same_as)
    where e.id in ${[...ids]}
    order by o.id`)
  for (const { id, other } of rows) together.set(id, [...(together.get(id) ?? []), other])
  return together
}

function gapHours(a: Row, b: Row): number {
  const gap = Math.max(
    a.firstSeenAt.getTime() - b.lastUpdatedAt.getTime(),
    b.firstSeenAt.getTime() - a.lastUpdatedAt.getTime(),
  )
  return Math.max(0, gap) / HOUR
}
