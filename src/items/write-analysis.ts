import { sql } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import type { processingStatus } from '../db/schema/index.ts'
import type { ItemAnalysis } from './analyse-item.ts'
import { type Comparable, findCopies, listComparables, listCopiesOf, lockCopies } from './copies.ts'
import { fingerprints } from './fingerprints.ts'
import { storableJson } from './storable-json.ts'
import { configOf } from './text-search-config.ts'
import { isUnfinished } from './unfinished.ts'

/** An item with what the language work found in it. */
export interface Analysed {
  id: string
  seq: number
  revision: number
  /** How often it was begun, this time included. */
  attempts: number
  analysis: ItemAnalysis
}

export interface WrittenAnalysis {
  classified: number
  noise: number
  exact: number
  near: number
}

/** A tsvector holds a megabyte; nobody searches for the last words of a book-length item. */
const SEARCHED_CHARACTERS = 200_000

/**
 * Writes what was found in a batch of one tenant's items, marks copies, and finishes the items, in one transaction of a
 * few statements. An item that was edited since it was read, or finished by another run, is left as it is.
 */
export async function writeAnalysis(db: Db, tenantId: string, batch: readonly Analysed[]): Promise<WrittenAnalysis> {
  const comparables = batch.filter((item) => item.analysis.noise === null).map(comparableOf)
  const prints = new Map(comparables.map((item) => [item.id, item.fingerprints]))
  return await db.transaction(async (tx) => {
    await lockCopies(tx, tenantId)
    const ids = new Set(batch.map((item) => item.id))
    const copies = (await listCopiesOf(tx, tenantId, [...ids])).filter((copy) => !ids.has(copy.id))
    const { links, stored } = await findCopies(tx, tenantId, comparables)
    const linkOf = new Map(links.map((link) => [link.id, link]))
    const rows = batch.map(({ id, revision, attempts, analysis }) => {
      const link = linkOf.get(id)
      return {
        id,
        revision,
        attempts,
        fingerprints: prints.get(id) ?? [],
        duplicate_of: link?.of ?? null,
        duplicate_kind: link?.kind ?? null,
        ...columnsOf(analysis),
      }
    })
    await updateItems(tx, tenantId, rows)
    await nameCorrections(tx, tenantId, batch)
    if (stored.length > 0) await moveLinks(tx, tenantId, stored)
    const still = new Set(stored.map((link) => `${link.id} ${link.of}`))
    const loose = copies.filter((copy) => !still.has(`${copy.id} ${copy.of}`)).map((copy) => copy.id)
    if (loose.length > 0) await linkAnew(tx, tenantId, loose)
    const noise = batch.length - comparables.length
    const exact = links.filter((link) => link.kind === 'exact').length
    return { classified: comparables.length, noise, exact, near: links.length - exact }
  })
}

function comparableOf({ id, seq, analysis }: Analysed): Comparable {
  return {
    id,
    seq,
    publishedAt: analysis.date.at,
    contentHash: analysis.contentHash,
    fingerprints: fingerprints(analysis.words),
    words: analysis.words,
  }
}

function columnsOf(analysis: ItemAnalysis) {
  const { date } = analysis
  return {
    title: analysis.title,
    text: analysis.text,
    canonical_url: analysis.canonicalUrl,
    author: analysis.author,
    publisher: analysis.publisher,
    owner: analysis.owner,
    published_at: date.at.toISOString(),
    language: analysis.language,
    language_confidence: analysis.languageConfidence,
    content_hash: analysis.contentHash,
    simhash: analysis.simhash?.toString() ?? null,
    status: analysis.noise === null ? 'classified' : 'noise',
    error_message: analysis.noise,
    sentiment: analysis.sentiment?.value ?? null,
    topics: analysis.topics.map(({ topic }) => topic),
    entities: storableJson(analysis.entities),
    geo: storableJson(analysis.places),
    confidence: analysis.confidence,
    retracted: analysis.correction?.kind === 'retracted',
    found: storableJson({
      topics: analysis.topics,
      ...(analysis.choice ? { text: analysis.choice } : {}),
      ...(analysis.correction ? { correction: analysis.correction } : {}),
      ...(analysis.sentiment ? { sentiment: analysis.sentiment } : {}),
      ...(date.problem
        ? { date: { problem: date.problem, from: date.from, given: date.given ?? null, confidence: date.confidence } }
        : {}),
    }),
  }
}

async function updateItems(tx: Db, tenantId: string, rows: readonly object[]): Promise<void> {
  const config = configOf(sql`found.language`)
  await tx.execute(sql`
    update items set
      title = found.title, text = found.text, canonical_url = found.canonical_url,
      author = coalesce(items.author, found.author), publisher = found.publisher,
      owner = found.owner, published_at = found.published_at, language = found.language,
      language_confidence = found.language_confidence, content_hash = found.content_hash, simhash = found.simhash,
      fingerprints = array(select json_array_elements_text(found.fingerprints)::int),
      duplicate_of = found.duplicate_of, duplicate_kind = found.duplicate_kind,
      processing_status = found.status::processing_status, attempts = found.attempts, error_message = found.error_message,
      sentiment = found.sentiment,
      topics = array(select json_array_elements_text(found.topics)), entities = found.entities, geo = found.geo,
      confidence_score = found.confidence,
      retracted_at = case when found.retracted then coalesce(items.retracted_at, items.revised_at, items.fetched_at) end,
      enrichment_metadata = (items.enrichment_metadata - 'date' - 'sentiment' - 'correction') || found.found,
      embedding_status = case when found.status = 'noise' then 'skipped'::embedding_status
        when items.content_hash is distinct from found.content_hash then 'pending'::embedding_status
        else items.embedding_status end,
      regroup_due = case when found.status = 'classified' then ${regroupDue(tenantId)} else items.regroup_due end,
      fts = setweight(to_tsvector(${config}, found.title), 'A')
        || setweight(to_tsvector(${config}, left(found.text, ${SEARCHED_CHARACTERS})), 'B')
    from json_to_recordset(${JSON.stringify(rows)}::json) as found(
      id uuid, revision int, attempts int, title text, text text, canonical_url text, author text, publisher text, owner text,
      published_at timestamptz, language text, language_confidence double precision, content_hash text, simhash bigint,
      fingerprints json, duplicate_of uuid, duplicate_kind text, status text, error_message text,
      sentiment double precision, topics json, entities jsonb, geo jsonb, confidence double precision, retracted boolean, found jsonb)
    where items.id = found.id and items.tenant_id = ${tenantId} and items.revision = found.revision
      and ${isUnfinished()}`)
}

/**
 * Says of the latest revision that it was a correction or retraction, where the text that replaced it says so in words the
 * replaced one did not have: only now is the text clean enough to tell.
 */
async function nameCorrections(tx: Db, tenantId: string, batch: readonly Analysed[]): Promise<void> {
  const rows = batch.flatMap(({ id, revision, analysis: { correction } }) =>
    correction && revision > 0 ? [{ id, replaced: revision - 1, reason: correction.kind, said: correction.said }] : [],
  )
  if (rows.length === 0) return
  await tx.execute(sql`
    update item_revisions set reason = found.reason, notice = found.said
    from json_to_recordset(${JSON.stringify(rows)}::json) as found(id uuid, replaced int, reason text, said text)
    where item_revisions.item_id = found.id and item_revisions.revision = found.replaced
      and item_revisions.tenant_id = ${tenantId} and item_revisions.reason = 'edited'
      and position(found.said in item_revisions.title || E'\n' || item_revisions.text) = 0`)
}

/** Points stored copies at an original that arrived before the one they are linked to, and says of those of an edited original how alike they are now. */
async function moveLinks(
  tx: Db,
  tenantId: string,
  links: readonly { id: string; of: string; ofSeq: number; kind: string }[],
): Promise<void> {
  const rows = links.map(({ id, of, ofSeq, kind }) => ({ id, original: of, seq: ofSeq, kind }))
  await tx.execute(sql`
    update items set duplicate_of = moved.original, duplicate_kind = moved.kind,
      regroup_due = case when items.duplicate_of is distinct from moved.original then ${regroupDue(tenantId)} else items.regroup_due end
    from json_to_recordset(${JSON.stringify(rows)}::json) as moved(id uuid, original uuid, seq bigint, kind text)
    where items.id = moved.id and items.tenant_id = ${tenantId}
      and (items.duplicate_of is null or moved.seq <= (select seq from items known where known.id = items.duplicate_of))`)
}

/** Links stored items whose original was rewritten to the earliest item they still are a copy of, or to none. */
async function linkAnew(tx: Db, tenantId: string, ids: readonly string[]): Promise<void> {
  const { links } = await findCopies(tx, tenantId, await listComparables(tx, tenantId, ids))
  const linkOf = new Map(links.map((link) => [link.id, link]))
  const rows = ids.map((id) => ({ id, original: linkOf.get(id)?.of ?? null, kind: linkOf.get(id)?.kind ?? null }))
  await tx.execute(sql`
    update items set duplicate_of = anew.original, duplicate_kind = anew.kind, regroup_due = ${regroupDue(tenantId)}
    from json_to_recordset(${JSON.stringify(rows)}::json) as anew(id uuid, original uuid, kind text)
    where items.id = anew.id and items.tenant_id = ${tenantId} and items.duplicate_of is distinct from anew.original`)
}

/** Whether grouping has gone past an item and has to look at it again. */
const regroupDue = (tenantId: string) => sql`items.regroup_due or items.seq <=
  (select coalesce(max(s.cursor_seq), 0) from event_shards s where s.tenant_id = ${tenantId})`

const longestMessage = 1_000

/** An item that cannot be worked on, and why. */
export interface Failed {
  id: string
  revision: number
  /** How often it was begun, where that is known. */
  attempts?: number
  message: string
}

/** Ends items in `error` with the reason, those that still stand at one of `statuses`; the rest of their batch goes on without them. */
export async function failItems(
  db: Db,
  tenantId: string,
  failed: readonly Failed[],
  statuses: readonly (typeof processingStatus.enumValues)[number][] = ['pending', 'processing'],
): Promise<void> {
  if (failed.length === 0) return
  await db.execute(sql`
    update items set processing_status = 'error', error_message = left(failed.message, ${longestMessage}),
      attempts = coalesce(failed.attempts, items.attempts),
      embedding_status = 'skipped'
    from json_to_recordset(${JSON.stringify(storableJson(failed))}::json) as failed(id uuid, revision int, attempts int, message text)
    where items.id = failed.id and items.tenant_id = ${tenantId} and items.revision = failed.revision
      and items.processing_status in (select json_array_elements_text(${JSON.stringify(statuses)}::json)::processing_status)`)
}
