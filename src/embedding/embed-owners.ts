import type { Db } from '../db/client.ts'
import { type OwnerKind, type VectorPoint, type VectorStore, vectorIdOf } from '../vector/index.ts'
import { embedEach } from './embed-each.ts'
import { type Embedder, type EmbeddingUsage, speaks } from './embedder.ts'
import { embeddingText, textHash } from './embedding-text.ts'
import { type EmbeddingOwner, listDueOwners, type OwnerStatus, saveOwnerStatuses } from './owners.ts'
import {
  deleteEmbeddings,
  type EmbeddingResult,
  listEmbeddings,
  markIndexed,
  type StoredEmbedding,
  saveEmbeddings,
} from './records.ts'

export interface EmbedServices {
  db: Db
  embedder: Embedder
  vectors: VectorStore
  now: Date
  signal: AbortSignal
}

/** What a run did: owners embedded, found unchanged, skipped, refused by the model; tokens the endpoint billed. */
export interface EmbedCounts extends Record<string, number> {
  embedded: number
  unchanged: number
  skipped: number
  failed: number
  tokens: number
}

const savedAtOnce = 25

type Candidate = { owner: EmbeddingOwner; text: string; hash: string }

/**
 * Gives the due owners among `ids` their vectors: Postgres first, then the index, then the status on the rows. When the index is
 * away the rows stay due, and the next run indexes the stored vectors without embedding again.
 */
export async function embedOwners(
  services: EmbedServices,
  work: { tenantId: string; kind: OwnerKind; ids: string[] },
): Promise<EmbedCounts> {
  const { db, embedder, vectors, now, signal } = services
  const owners = await listDueOwners(db, work.tenantId, work.kind, work.ids)
  const { candidates, skipped } = triage(owners, embedder)

  const stored = await listEmbeddings(
    db,
    embedder,
    work.kind,
    candidates.map(({ owner }) => owner.id),
  )
  const { results, tokens } = await embedChanged(services, candidates, stored)
  const moved = candidates.flatMap(({ owner, hash }) => {
    const known = stored.get(owner.id)
    return known?.textHash === hash && !isSameFilter(known, owner) ? [resultOf(owner, hash, known)] : []
  })
  await saveEmbeddings(db, embedder, moved, now)
  const failed = new Map(results.flatMap((r) => ('error' in r.outcome ? [[r.ownerId, r.outcome.error] as const] : [])))
  const points = pointsToIndex(candidates, [...results, ...moved], stored, embedder.model)
  await vectors.upsert(points, { signal })
  const gone = [...skipped.map(({ id }) => id), ...failed.keys()]
  await vectors.delete(gone.map((id) => vectorIdOf({ kind: work.kind, id }, embedder.model)))

  await db.transaction(async (tx) => {
    await markIndexed(
      tx,
      embedder.model,
      work.kind,
      points.map((point) => point.ownerId),
      now,
    )
    await deleteEmbeddings(
      tx,
      work.kind,
      skipped.map(({ id }) => id),
    )
    const done = candidates.map(({ owner, hash }) => statusOf(owner, hash, failed.get(owner.id)))
    await saveOwnerStatuses(tx, work.kind, embedder.model, [...skipped, ...done])
  })
  return {
    embedded: results.length - failed.size,
    unchanged: candidates.length - results.length,
    skipped: skipped.length,
    failed: failed.size,
    tokens,
  }
}

function triage(owners: EmbeddingOwner[], embedder: Embedder): { candidates: Candidate[]; skipped: OwnerStatus[] } {
  const candidates: Candidate[] = []
  const skipped: OwnerStatus[] = []
  for (const owner of owners) {
    const text = embeddingText(owner, embedder.maxTextChars)
    const reason = owner.isGone
      ? 'no longer part of the workspace'
      : text === undefined
        ? 'no text to embed'
        : speaks(embedder, owner.language)
          ? undefined
          : `${embedder.model} does not speak ${owner.language ?? 'an unknown language'}`
    if (reason !== undefined) {
      skipped.push({ id: owner.id, version: owner.version, textHash: null, status: 'skipped', reason })
    } else if (text !== undefined) candidates.push({ owner, text, hash: textHash(text) })
  }
  return { candidates, skipped }
}

const resultOf = (owner: EmbeddingOwner, hash: string, outcome: EmbeddingResult['outcome']): EmbeddingResult => ({
  tenantId: owner.tenantId,
  ownerKind: owner.kind,
  ownerId: owner.id,
  language: owner.language,
  ownerAt: owner.at,
  textHash: hash,
  outcome,
})

const statusOf = (owner: EmbeddingOwner, hash: string, error: string | undefined): OwnerStatus => ({
  id: owner.id,
  version: owner.version,
  textHash: hash,
  status: error === undefined ? 'succeeded' : 'failed',
  reason: error ?? null,
})

/**
 * Embeds the texts that are new or differ from the stored ones. Each few are saved at once, so that a run that is stopped or
 * fails half-way does not pay for them again.
 */
async function embedChanged(
  { db, embedder, now, signal }: EmbedServices,
  candidates: Candidate[],
  stored: Map<string, StoredEmbedding>,
): Promise<{ results: EmbeddingResult[]; tokens: number }> {
  let tokens = 0
  const onUsage = (usage: EmbeddingUsage) => {
    tokens += usage.tokens
  }
  const results: EmbeddingResult[] = []
  const changed = candidates.filter(({ owner, hash }) => stored.get(owner.id)?.textHash !== hash)
  for (let start = 0; start < changed.length; start += savedAtOnce) {
    const part = changed.slice(start, start + savedAtOnce)
    const texts = part.map(({ text }) => text)
    const outcomes = await embedEach(embedder, texts, { signal, onUsage })
    const fresh = part.map(({ owner, hash }, i) => resultOf(owner, hash, outcomes[i]!))
    await saveEmbeddings(db, embedder, fresh, now)
    results.push(...fresh)
  }
  return { results, tokens }
}

const isSameFilter = (known: VectorPoint, owner: EmbeddingOwner): boolean =>
  known.language === owner.language && known.ownerAt?.getTime() === owner.at?.getTime()

/** New and changed vectors, and stored ones that an earlier run could not bring into the index. */
function pointsToIndex(
  candidates: Candidate[],
  results: EmbeddingResult[],
  stored: Map<string, StoredEmbedding>,
  model: string,
): VectorPoint[] {
  const outcomes = new Map(results.map((result) => [result.ownerId, result.outcome]))
  return candidates.flatMap(({ owner }) => {
    const known = stored.get(owner.id)
    const outcome = outcomes.get(owner.id) ?? (known?.indexedAt === null ? known : undefined)
    if (!outcome || !('vector' in outcome)) return []
    return [
      {
        vectorId: vectorIdOf(owner, model),
        tenantId: owner.tenantId,
        ownerKind: owner.kind,
        ownerId: owner.id,
        language: owner.language,
        ownerAt: owner.at,
        vector: outcome.vector,
      },
    ]
  })
}
