import { messageOf, PermanentError, SourceError } from '../errors.ts'
import type { Embedder, EmbedOptions } from './embedder.ts'

export type EmbedOutcome = { vector: Float32Array } | { error: string }

const plainText = 'The weather is fine today.'

/**
 * Embeds a batch so that one text the model refuses fails alone: the batch is halved around it. Failures that are not a
 * text's fault are thrown for the caller to retry later: SourceError, abort, and a model that refuses any text at all.
 */
export async function embedEach(
  embedder: Embedder,
  texts: readonly string[],
  options: EmbedOptions = {},
): Promise<EmbedOutcome[]> {
  if (texts.length === 0) return []
  try {
    const vectors = await embedder.embed(texts, options)
    return vectors.map((vector) => ({ vector }))
  } catch (error) {
    if (!(error instanceof PermanentError)) throw error
    await requirePlainText(embedder, options)
    return halve(embedder, texts, options, error)
  }
}

async function halve(
  embedder: Embedder,
  texts: readonly string[],
  options: EmbedOptions,
  refusal: PermanentError,
): Promise<EmbedOutcome[]> {
  if (texts.length === 1) return [{ error: messageOf(refusal) }]
  const middle = texts.length >> 1
  const outcomes: EmbedOutcome[] = []
  for (const part of [texts.slice(0, middle), texts.slice(middle)]) {
    try {
      outcomes.push(...(await embedder.embed(part, options)).map((vector) => ({ vector })))
    } catch (error) {
      if (!(error instanceof PermanentError)) throw error
      outcomes.push(...(await halve(embedder, part, options, error)))
    }
  }
  return outcomes
}

/** A wrong setting makes an endpoint refuse everything; then no text may be blamed. */
async function requirePlainText(embedder: Embedder, options: EmbedOptions): Promise<void> {
  try {
    await embedder.embed([plainText], options)
  } catch (cause) {
    throw new SourceError(`${embedder.model} refuses every text`, { cause })
  }
}
