import { and, eq, sql } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { plannedEachTime } from '../db/prepared.ts'
import { items } from '../db/schema/index.ts'
import { uuids } from '../db/uuids.ts'
import { comparedWords } from './likeness-words.ts'
import { isNearDuplicate } from './near-duplicate.ts'

/** An item as compared with others. */
export interface Comparable {
  id: string
  seq: number
  publishedAt: Date
  contentHash: string
  fingerprints: readonly number[]
  words: readonly string[]
}

export interface CopyLink {
  /** The copy. */
  id: string
  /** The earliest item it is a copy of. */
  of: string
  ofSeq: number
  kind: 'exact' | 'near'
}

/** An item of a batch and a stored one with a fingerprint in common. */
interface Pair extends Record<string, unknown> {
  item: string
  other: string
  otherSeq: string
}

/** Items further apart in publication are no copies of each other but a standing text. */
export const COPY_WINDOW_DAYS = 7
const WINDOW_MS = COPY_WINDOW_DAYS * 86_400_000
/** Items that arrived further apart are not compared: looking for copies must not read the whole archive. */
const ARRIVAL_WINDOW_MS = 31 * 86_400_000
/**
 * Stored items compared per item, earliest arrivals first. Only where more than these carry nearly one text within the window do
 * links depend on what was stored when.
 */
const MAX_CANDIDATES = 1_000
/** Stored texts held at once. */
const TEXTS_AT_ONCE = 200
/** As much of a stored text as is compared. */
const COMPARED_CHARACTERS = 20_000

/** Keeps two batches of one tenant from comparing at the same time and missing each other. Held until the transaction ends. */
export async function lockCopies(tx: Db, tenantId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('bellwether.copies'), hashtext(${tenantId}))`)
}

/**
 * Links copies to the earliest item they copy, within 7 days of publication and 31 of arrival, across sources. A link depends on the
 * two items alone, and items normalised before an earlier arrival are linked when that one comes: the result is the same
 * however arrivals are cut into batches. Answers the links of the batch and of stored items that must be moved.
 */
export async function findCopies(
  tx: Db,
  tenantId: string,
  batch: readonly Comparable[],
): Promise<{ links: CopyLink[]; stored: CopyLink[] }> {
  const byId = new Map(batch.map((item) => [item.id, item]))
  const links = new Map<string, CopyLink>()
  const stored = new Map<string, CopyLink>()
  for (const [a, b] of pairsWithin(batch)) linkIfCopy(links, a, b)
  // Earliest arrivals first: what is a copy of one of them need not be compared with the later ones.
  const others = candidatesOf(await listPairs(tx, tenantId, batch), byId)
  const isOpen = ({ id, seq, items }: Candidate) =>
    items.some((item) => (seq < item.seq ? !isLinked(links, seq, item.id) : !isLinked(stored, item.seq, id)))
  for (let at = 0; at < others.length; ) {
    const some = new Map<string, Comparable[]>()
    for (; at < others.length && some.size < TEXTS_AT_ONCE; at++) {
      const other = others[at]!
      if (isOpen(other)) some.set(other.id, other.items)
    }
    const texts = await listComparables(tx, tenantId, [...some.keys()])
    for (const other of texts.sort((a, b) => a.seq - b.seq)) {
      for (const item of some.get(other.id) ?? []) {
        if (other.seq < item.seq) linkIfCopy(links, other, item)
        else linkIfCopy(stored, item, other)
      }
    }
  }
  return { links: [...links.values()], stored: [...stored.values()] }
}

/** A stored item that may be an original or a copy of items of a batch. */
interface Candidate {
  id: string
  seq: number
  items: Comparable[]
}

/** Earliest arrival first. */
function candidatesOf(pairs: readonly Pair[], byId: ReadonlyMap<string, Comparable>): Candidate[] {
  const found = new Map<string, Candidate>()
  for (const { item: itemId, other: id, otherSeq } of pairs) {
    const item = byId.get(itemId)
    if (!item) continue
    const known = found.get(id)
    if (known) known.items.push(item)
    else found.set(id, { id, seq: Number(otherSeq), items: [item] })
  }
  return [...found.values()].sort((a, b) => a.seq - b.seq)
}

/** Stored copies of some items, with what they are linked to. */
export async function listCopiesOf(
  tx: Db,
  tenantId: string,
  originals: readonly string[],
): Promise<{ id: string; of: string }[]> {
  return await tx.execute<{ id: string; of: string }>(sql`
    select id, duplicate_of as of from items
    where duplicate_of = any(${uuids(originals)})
      and tenant_id = ${tenantId}`)
}

/** Stored items as they are compared with others. */
export async function listComparables(tx: Db, tenantId: string, ids: readonly string[]): Promise<Comparable[]> {
  const rows = await tx
    .select({
      id: items.id,
      seq: items.seq,
      publishedAt: items.publishedAt,
      contentHash: items.contentHash,
      fingerprints: items.fingerprints,
      title: items.title,
      text: sql<string>`left(${items.text}, ${COMPARED_CHARACTERS})`,
    })
    .from(items)
    .where(
      and(
        eq(items.tenantId, tenantId),
        sql`${items.id} = any(${uuids(ids)})`,
        eq(items.processingStatus, 'classified'),
      ),
    )
  return rows.flatMap(({ title, text, publishedAt, contentHash, ...row }) =>
    publishedAt && contentHash ? [{ ...row, publishedAt, contentHash, words: comparedWords(title, text) }] : [],
  )
}

function isCopy(a: Comparable, b: Comparable): boolean {
  if (Math.abs(a.publishedAt.getTime() - b.publishedAt.getTime()) > WINDOW_MS) return false
  if (Math.abs(arrivalOf(a.id) - arrivalOf(b.id)) > ARRIVAL_WINDOW_MS) return false
  return isNearDuplicate(a.words, b.words)
}

/** Unix milliseconds in which a UUIDv7 was made. */
function arrivalOf(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)
}

/** Whether a copy is linked to an item that arrived at `seq` or before. */
function isLinked(links: ReadonlyMap<string, CopyLink>, seq: number, copyId: string): boolean {
  const known = links.get(copyId)
  return known !== undefined && known.ofSeq <= seq
}

/** Links a copy to its original unless it is linked to an earlier one, which is cheaper to see than whether it is a copy. */
function linkIfCopy(links: Map<string, CopyLink>, original: Comparable, copy: Comparable): void {
  if (isLinked(links, original.seq, copy.id) || !isCopy(original, copy)) return
  const kind = original.contentHash === copy.contentHash ? 'exact' : 'near'
  links.set(copy.id, { id: copy.id, of: original.id, ofSeq: original.seq, kind })
}

/** Pairs inside the batch that may be copies, earlier arrival first. */
function* pairsWithin(batch: readonly Comparable[]): Generator<[Comparable, Comparable]> {
  const buckets = new Map<number, Comparable[]>()
  for (const item of [...batch].sort((a, b) => a.seq - b.seq)) {
    const seen = new Set<string>()
    for (const bucket of item.fingerprints) {
      const others = buckets.get(bucket) ?? []
      for (const other of others) {
        if (seen.has(other.id)) continue
        seen.add(other.id)
        yield [other, item]
      }
      buckets.set(bucket, others)
      others.push(item)
    }
  }
}

async function listPairs(tx: Db, tenantId: string, batch: readonly Comparable[]): Promise<Pair[]> {
  const own = batch
    .filter((item) => item.fingerprints.length > 0)
    .map((item) => ({ item: item.id, at: item.publishedAt.toISOString(), prints: item.fingerprints }))
  if (own.length === 0) return []
  const arrivals = own.map(({ item }) => arrivalOf(item))
  const first = new Date(Math.min(...arrivals) - ARRIVAL_WINDOW_MS).toISOString()
  const last = new Date(Math.max(...arrivals) + ARRIVAL_WINDOW_MS).toISOString()
  // `offset 0` keeps the planner from looking through a week of items instead of a handful with the same fingerprint. Inside it
  // whole months are ruled out, which leaves out partitions but offers no narrower range, and the tenant in a form no index serves.
  // Said twice, the fingerprint is what the planner starts from also in a table it knows nothing of yet, not the month.
  return await tx.execute<Pair>(sql`
    ${plannedEachTime} with own as materialized (
      select item, at, array(select json_array_elements_text(prints)::int) as prints
      from json_to_recordset(${JSON.stringify(own)}::json) as own(item uuid, at timestamptz, prints json))
    select own.item, found.id as other, found.seq as "otherSeq" from own cross join lateral (
      select other.id, other.seq from (
        select * from items
        where fingerprints && own.prints and fingerprints && own.prints and tenant_id || '' = ${tenantId}
          and id >= uuid_v7_floor(date_trunc('month', ${first}::timestamptz, 'UTC'))
          and id < uuid_v7_floor(date_trunc('month', date_trunc('month', ${last}::timestamptz, 'UTC') + interval '32 days', 'UTC'))
        offset 0) other
      where other.id <> own.item and other.processing_status = 'classified'
        and other.published_at between own.at - make_interval(days => ${COPY_WINDOW_DAYS})
          and own.at + make_interval(days => ${COPY_WINDOW_DAYS})
      order by other.seq limit ${MAX_CANDIDATES}
    ) found`)
}
