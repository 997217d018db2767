import OpenAI from 'openai'
import { PermanentError, SourceError, withoutSecret } from '../errors.ts'
import { fetchWithLongestWait } from '../longest-wait.ts'
import type { Embedder, EmbedOptions } from './embedder.ts'
import { unitVector } from './unit-vector.ts'

export interface OpenAiEmbedderOptions {
  apiKey: string
  /** Any OpenAI-compatible `/v1`; undefined = OpenAI itself. */
  baseUrl?: string | undefined
  model: string
  dimensions: number
  /** Ask the endpoint for `dimensions` (only models trained for shortening accept it). */
  requestDimensions?: boolean
  /** ISO 639-1 codes the model is good for; undefined = any. */
  languages?: readonly string[] | undefined
  /** Cosine from which texts of two languages report the same happening; only for multilingual models. */
  sameAbove?: number | undefined
  batchSize?: number
  timeoutMs?: number
  maxRetries?: number
}

/** An endpoint that asks for a longer wait than this is left to a later run. */
const LONGEST_WAIT_MS = 30_000

/** Embeds through any OpenAI-compatible endpoint, in batches; 408, 409, 429 and 5xx are retried as the endpoint asks. */
export function createOpenAiEmbedder(options: OpenAiEmbedderOptions): Embedder {
  const { model, dimensions, batchSize = 64 } = options
  const client = new OpenAI({
    apiKey: options.apiKey,
    baseURL: options.baseUrl ?? 'https://api.openai.com/v1',
    timeout: options.timeoutMs ?? 30_000,
    maxRetries: options.maxRetries ?? 3,
    logLevel: 'off',
    fetch: fetchWithLongestWait(LONGEST_WAIT_MS),
  })

  async function embedBatch(batch: string[], { signal, onUsage }: EmbedOptions): Promise<Float32Array[]> {
    const response = await client.embeddings
      // Asked for plainly: many compatible servers ignore the base64 the client would otherwise request.
      .create(
        { model, input: batch, encoding_format: 'float', ...(options.requestDimensions ? { dimensions } : {}) },
        { signal: signal ?? null },
      )
      .catch((error: unknown) => {
        throw classify(error, options, signal)
      })
    onUsage?.({ model, requests: 1, tokens: response.usage?.total_tokens ?? 0 })
    return inOrder(response.data, batch.length, model).map((values) => unitVector(values, dimensions, model))
  }

  return {
    model,
    dimensions,
    languages: options.languages,
    sameAbove: options.sameAbove,
    maxTextChars: 2_000,
    async embed(texts, embedOptions = {}) {
      const vectors: Float32Array[] = []
      for (let start = 0; start < texts.length; start += batchSize) {
        vectors.push(...(await embedBatch(texts.slice(start, start + batchSize), embedOptions)))
      }
      return vectors
    },
    close: async () => {},
  }
}

/** Endpoints may answer out of order; `index` says which text a vector belongs to. */
function inOrder(data: readonly OpenAI.Embedding[] | undefined, expected: number, model: string): number[][] {
  const vectors = new Array<number[] | undefined>(expected)
  for (const [position, entry] of (data ?? []).entries()) vectors[entry.index ?? position] = entry.embedding
  const missing = vectors.findIndex((vector) => !Array.isArray(vector))
  if (missing >= 0 || vectors.length !== expected) {
    throw new SourceError(`${model} returned ${data?.length ?? 0} vectors for ${expected} texts`)
  }
  return vectors as number[][]
}

function classify(error: unknown, { apiKey, model }: OpenAiEmbedderOptions, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted) return signal.reason
  if (!(error instanceof OpenAI.APIError)) return error
  // A wrong key, model or path fails every text alike: an operator's mistake must not mark the texts as failed.
  const isTextRefused = [400, 413, 422].includes(error.status ?? 0)
  const cause = withoutSecret(error, apiKey)
  if (isTextRefused) return new PermanentError(`${model} refused a text`, { cause })
  const retryAfterSeconds = Number(error.headers?.get('retry-after') ?? Number.NaN)
  return new SourceError(`Embedding endpoint failed for ${model}`, {
    cause,
    ...(Number.isFinite(retryAfterSeconds) ? { retryAfterMs: retryAfterSeconds * 1000 } : {}),
  })
}
