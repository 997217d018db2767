import type { Db } from '../db/client.ts'
import { type OwnerKind, type VectorPoint, type VectorStore, vectorIdOf } from '../vector/index.ts'
import { embedEach } from './embed-each.ts'
import { type Embedder, speaks } from './embedder.ts'
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
  const changed = candidates.filter(({ owner, hash }) => stored.get(owner.id)?.textHash !== hash)
  let tokens = 0
  const outcomes = await embedEach(
    embedder,
    changed.map(({ text }) => text),
    {
      signal,
      onUsage: (usage) => {
        tokens += usage.tokens
      },
    },
  )
  const results = changed.map(({ owner, hash }, i) => resultOf(owner, hash, outcomes[i]!))
  for (const { owner, hash } of candidates) {
    const known = stored.get(owner.id)
    if (known?.textHash === hash && !isSameFilter(known, owner)) results.push(resultOf(owner, hash, known))
  }
  await saveEmbeddings(db, embedder, results, now)

  const failed = new Map(results.flatMap((r) => ('error' in r.outcome ? [[r.ownerId, r.outcome.error] as const] : [])))
  const points = pointsToIndex(candidates, results, stored, embedder.model)
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
    const done = candidates.map(({ owner }) => statusOf(owner, failed.get(owner.id)))
    await saveOwnerStatuses(tx, work.kind, [...skipped, ...done])
  })
  return {
    embedded: changed.length - failed.size,
    unchanged: candidates.length - changed.length,
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
    if (reason !== undefined) skipped.push({ id: owner.id, version: owner.version, status: 'skipped', reason })
    else if (text !== undefined) candidates.push({ owner, text, hash: textHash(text) })
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

const statusOf = (owner: EmbeddingOwner, error: string | undefined): OwnerStatus => ({
  id: owner.id,
  version: owner.version,
  status: error === undefined ? 'succeeded' : 'failed',
  reason: error ?? null,
})

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
