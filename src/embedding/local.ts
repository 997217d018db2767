import { PermanentError } from '../errors.ts'
import type { Embedder } from './embedder.ts'
import { LocalPool } from './local-pool.ts'
import { unitVector } from './unit-vector.ts'

/** Small, so that a search query does not wait long behind batch work; two, so that it is not idle between messages. */
const sliceSize = 2
/** Name of the local model. */
export const LOCAL_MODEL = 'local:minilm-l6-v2'
const model = LOCAL_MODEL
const dimensions = 384

/**
 * all-MiniLM-L6-v2 on WebAssembly in a process of its own: English, 384 dimensions, no network, no native code. Loading (about half
 * a second) and its memory are spent on first use and given back after `idleMs` (default five minutes) without work.
 */
export function createLocalEmbedder(options: { idleMs?: number } = {}): Embedder {
  const pool = new LocalPool({ idleMs: options.idleMs ?? 300_000 })
  return {
    model,
    dimensions,
    languages: ['en'],
    // About 75 tokens. The time grows with the tokens (1 to 2 ms each); title and first sentences carry the meaning.
    maxTextChars: 320,
    async embed(texts, { signal, urgent = false } = {}) {
      if (texts.some((text) => text.trim() === '')) throw new PermanentError('An empty text cannot be embedded')
      const vectors: Float32Array[] = []
      for (let start = 0; start < texts.length; start += sliceSize) {
        vectors.push(...(await pool.run(texts.slice(start, start + sliceSize), { urgent, signal })))
      }
      return vectors.map((vector) => unitVector(vector, dimensions, model))
    },
    close: () => pool.close(),
  }
}
