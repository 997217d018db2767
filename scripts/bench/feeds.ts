import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { BenchDocument } from './documents.ts'

const escapeXml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

/** Serves documents as RSS feeds of `perFeed` entries on loopback, each under a port of its own: feeds of one host wait for one another. */
export async function serveFeeds(
  documents: readonly BenchDocument[],
  perFeed: number,
): Promise<{ urls: string[]; close(): void }> {
  const servers: Server[] = []
  const urls: string[] = []
  for (let at = 0; at < documents.length; at += perFeed) {
    const feed = rss(documents.slice(at, at + perFeed))
    const server = createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'application/rss+xml' }).end(feed)
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    urls.push(`http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/feed.xml`)
    servers.push(server)
  }
  return {
    urls,
    close() {
      for (const server of servers) {
        server.close()
        server.closeAllConnections()
      }
    },
  }
}

function rss(documents: readonly BenchDocument[]): string {
  const entries = documents.map(
    ({ id, title, text, publishedAt }) =>
      `<item><guid isPermaLink="false">${id}</guid><title>${escapeXml(title)}</title><link>https://bench.example/${id}</link>` +
      `<description>${escapeXml(text)}</description><pubDate>${new Date(publishedAt).toUTCString()}</pubDate></item>`,
  )
  return `<?xml version="1.0"?><rss version="2.0"><channel><title>bench</title>${entries.join('')}</channel></rss>`
}
