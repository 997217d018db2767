import { and, eq, inArray, lt, sql } from 'drizzle-orm'
import { LRUCache } from 'lru-cache'
import type { Db } from '../db/client.ts'
import { textVectors } from '../db/schema/index.ts'
import { vectorFromBytes, vectorToBytes } from '../vector/index.ts'
import { embedEach } from './embed-each.ts'
import type { Embedder } from './embedder.ts'
import { textHash } from './embedding-text.ts'

/** Vectors of texts, each embedded once: remembered by the process and, where a database is given, by all processes. */
export interface TextVectors {
  readonly model: string
  readonly languages: Embedder['languages']
  /** By text; texts the model refuses have none. Throws SourceError when the embedder is away. */
  vectorsOf(texts: readonly string[]): Promise<Map<string, Float32Array>>
}

const REMEMBERED = 20_000
const UNUSED_DAYS = 60
const TOUCH_DAYS = 20

/** `now` dates what is stored: rows unused for 60 days are dropped. */
export function createTextVectors(embedder: Embedder, stored?: { db: Db; now: () => Date }): TextVectors {
  const remembered = new LRUCache<string, Float32Array>({ max: REMEMBERED })
  return {
    model: embedder.model,
    languages: embedder.languages,
    async vectorsOf(texts) {
      const found = new Map<string, Float32Array>()
      const hashes = new Map<string, string>()
      for (const text of new Set(texts)) {
        const hash = textHash(text)
        const vector = remembered.get(hash)
        if (vector) found.set(text, vector)
        else hashes.set(text, hash)
      }
      if (stored && hashes.size > 0) {
        const known = await loadVectors(stored.db, embedder, [...hashes.values()], stored.now())
        for (const [text, hash] of hashes) {
          const vector = known.get(hash)
          if (vector) found.set(text, vector)
        }
      }
      const missing = [...hashes.keys()].filter((text) => !found.has(text))
      const fresh = await embedMissing(embedder, missing)
      for (const [text, vector] of fresh) found.set(text, vector)
      if (stored && fresh.size > 0)
        await saveVectors(
          stored.db,
          embedder.model,
          [...fresh].map(([text, vector]) => ({ textHash: hashes.get(text) ?? textHash(text), vector })),
          stored.now(),
        )
      for (const [text, hash] of hashes) {
        const vector = found.get(text)
        if (vector) remembered.set(hash, vector)
      }
      return found
    },
  }
}

async function embedMissing(embedder: Embedder, texts: readonly string[]): Promise<Map<string, Float32Array>> {
  const outcomes = await embedEach(embedder, texts)
  return new Map(
    outcomes.flatMap((outcome, at) => ('vector' in outcome ? [[texts[at] as string, outcome.vector] as const] : [])),
  )
}

async function loadVectors(
  db: Db,
  { model, dimensions }: Embedder,
  hashes: string[],
  now: Date,
): Promise<Map<string, Float32Array>> {
  const rows = await db
    .select()
    .from(textVectors)
    .where(and(eq(textVectors.model, model), inArray(textVectors.textHash, hashes)))
  const old = rows.filter((row) => row.usedAt < daysBefore(now, TOUCH_DAYS)).map((row) => row.textHash)
  if (old.length > 0)
    await db
      .update(textVectors)
      .set({ usedAt: now })
      .where(and(eq(textVectors.model, model), inArray(textVectors.textHash, old)))
  return new Map(rows.map((row) => [row.textHash, vectorFromBytes(row.vector, dimensions)]))
}

async function saveVectors(
  db: Db,
  model: string,
  rows: { textHash: string; vector: Float32Array }[],
  now: Date,
): Promise<void> {
  await db
    .insert(textVectors)
    .values(rows.map((row) => ({ model, textHash: row.textHash, vector: vectorToBytes(row.vector), usedAt: now })))
    .onConflictDoUpdate({
      target: [textVectors.model, textVectors.textHash],
      set: { usedAt: sql`greatest(${textVectors.usedAt}, excluded.used_at)` },
    })
  await db.delete(textVectors).where(lt(textVectors.usedAt, daysBefore(now, UNUSED_DAYS)))
}

function daysBefore(now: Date, days: number): Date {
  return new Date(now.getTime() - days * 86_400_000)
}
