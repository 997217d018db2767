/** What an embedding call cost: requests sent and tokens billed, as the endpoint reported them (0 for the local model). */
export interface EmbeddingUsage {
  model: string
  requests: number
  tokens: number
}

export interface EmbedOptions {
  signal?: AbortSignal
  /** Goes ahead of queued batch work: a person is waiting for it. */
  urgent?: boolean
  /** Called once per call that reached a model, also when a later part of it fails. */
  onUsage?: (usage: EmbeddingUsage) => void
}

/** Turns texts into unit-length vectors. One instance per process; `close` ends its threads and connections. */
export interface Embedder {
  /** Stable name of model and weights; vectors of different models are never compared. */
  readonly model: string
  readonly dimensions: number
  /** ISO 639-1 codes the model is good for; undefined = any language. */
  readonly languages: readonly string[] | undefined
  /**
   * Cosine from which texts of two languages report the same happening; undefined unless the model is known to place
   * translations together.
   */
  readonly sameAbove?: number | undefined
  /** Characters worth sending per text: beyond it the model truncates or the cost outweighs the gain. */
  readonly maxTextChars: number
  /**
   * One vector per text, in order. A text the model cannot take throws PermanentError (see `embedEach`), an endpoint that is
   * away, busy or misconfigured throws SourceError. Texts must not be empty.
   */
  embed(texts: readonly string[], options?: EmbedOptions): Promise<Float32Array[]>
  close(): Promise<void>
}

/** Whether `embedder` should be given text of `language` (BCP 47; null = unknown, which only an any-language model takes). */
export function speaks(embedder: Pick<Embedder, 'languages'>, language: string | null): boolean {
  if (!embedder.languages) return true
  const primary = language?.toLowerCase().split('-')[0]
  return primary !== undefined && embedder.languages.includes(primary)
}
