import { QdrantClient } from '@qdrant/js-client-rest'
import { InputError } from '../errors.ts'

/**
 * A client for `url`, which may carry a path prefix. Unlike the client's own reading of a URL, the path is kept and an explicit
 * `:443` or `:80` is respected; without a port it is 6333, as everywhere in Qdrant. Calls end after `timeoutMs`.
 */
export function createQdrantClient(options: {
  url: string
  apiKey?: string | undefined
  timeoutMs: number
}): QdrantClient {
  if (!URL.canParse(options.url)) throw new InputError(`Not a URL: ${options.url}`)
  const url = new URL(options.url)
  const port = /^https?:\/\/(?:[^/@]*@)?(?:\[[^\]]*\]|[^/:?#]*):(\d+)/i.exec(options.url)?.[1]
  const prefix = url.pathname.replace(/\/+$/, '')
  return new QdrantClient({
    host: url.hostname,
    port: Number(port ?? 6333),
    https: url.protocol === 'https:',
    ...(prefix ? { prefix } : {}),
    // As a header, because its own option prints a warning for each client on plain HTTP, the rule inside a private network.
    ...(options.apiKey ? { headers: { 'api-key': options.apiKey } } : {}),
    timeout: options.timeoutMs,
    // It would print to the console; `healthy` reports what matters.
    checkCompatibility: false,
  })
}
