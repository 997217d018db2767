import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Report } from './stream.ts'

/** The outside world of a run: the feeds, and an embedding endpoint whose vectors are bags of words. */
export interface Outside {
  url: string
  publish(feed: string, reports: readonly Report[]): void
  close(): void
}

export const embeddingDimensions = 32
const entriesInFeed = 60

/** Serves both on one port of this machine. */
export async function startOutside(): Promise<Outside> {
  const feeds = new Map<string, Report[]>()
  const server = createServer((request, response) => void answer(request, response))
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body: Buffer[] = []
    for await (const chunk of request) body.push(chunk as Buffer)
    if (request.url?.endsWith('/embeddings'))
      return void response.setHeader('content-type', 'application/json').end(embeddings(Buffer.concat(body)))
    const reports = feeds.get((request.url ?? '').slice(1))
    if (!reports) return void response.writeHead(404).end()
    response.setHeader('content-type', 'application/rss+xml').end(rss(reports))
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    publish(feed, reports) {
      const changed = new Set(reports.map((report) => report.externalId))
      const kept = (feeds.get(feed) ?? []).filter((report) => !changed.has(report.externalId))
      feeds.set(feed, [...kept, ...reports].slice(-entriesInFeed))
    },
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

function rss(reports: readonly Report[]): string {
  const entries = reports.map(
    ({ externalId, title, text, published }) =>
      `<item><guid isPermaLink="false">${externalId}</guid><title>${title}</title><description>${text}</description><pubDate>${published.toUTCString()}</pubDate></item>`,
  )
  return `<?xml version="1.0"?><rss version="2.0"><channel><title>chaos</title><language>en</language>${entries.join('')}</channel></rss>`
}

function embeddings(body: Buffer): string {
  const { input, model } = JSON.parse(body.toString('utf8')) as { input: string[]; model: string }
  const data = input.map((text, index) => ({ object: 'embedding', index, embedding: bagOfWords(text) }))
  return JSON.stringify({ object: 'list', model, data, usage: { prompt_tokens: 1, total_tokens: 1 } })
}

function bagOfWords(text: string): number[] {
  const vector = new Array<number>(embeddingDimensions).fill(0)
  for (const word of text.toLowerCase().match(/\p{L}+/gu) ?? ['none']) {
    const place = createHash('md5').update(word).digest().readUInt32LE(0) % embeddingDimensions
    vector[place] = (vector[place] ?? 0) + 1
  }
  return vector
}
