import type { Embedder } from './embedder.ts'
import { createLocalEmbedder } from './local.ts'
import { createOpenAiEmbedder, type OpenAiEmbedderOptions } from './openai.ts'

/** Which embedder to run: the local model, or an OpenAI-compatible endpoint. */
export type EmbedderConfig = { driver: 'local' } | ({ driver: 'openai' } & OpenAiEmbedderOptions)

/** The configured embedder. Nothing is loaded or connected before its first `embed`. */
export function createEmbedder(config: EmbedderConfig): Embedder {
  return config.driver === 'local' ? createLocalEmbedder() : createOpenAiEmbedder(config)
}
