import { once } from 'node:events'
import { createServer, type Server } from 'node:http'

export interface FeedEntry {
  id: string
  title: string
  description: string
  published: Date
}

export interface FeedServer {
  url(feed: string): string
  /** What the feed says from now on. */
  publish(feed: string, entries: readonly FeedEntry[]): void
  /** Answers this status for the feed until it is 200 again. */
  fail(feed: string, status: number): void
  close(): Promise<void>
}

/** Serves RSS feeds over HTTP on loopback, as a publisher would. */
export async function startFeedServer(): Promise<FeedServer> {
  const feeds = new Map<string, readonly FeedEntry[]>()
  const failing = new Map<string, number>()
  const server: Server = createServer((request, response) => {
    const feed = (request.url ?? '').replace(/^\/|\.xml$/g, '')
    const status = failing.get(feed) ?? 200
    const entries = feeds.get(feed)
    if (status !== 200 || !entries) return response.writeHead(status === 200 ? 404 : status).end()
    response.writeHead(200, { 'content-type': 'application/rss+xml' }).end(rss(feed, entries))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    url: (feed) => `http://127.0.0.1:${port}/${feed}.xml`,
    publish: (feed, entries) => void feeds.set(feed, entries),
    fail: (feed, status) => void failing.set(feed, status),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const escapeXml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

function rss(title: string, entries: readonly FeedEntry[]): string {
  const items = entries.map(
    (entry) => `<item><guid isPermaLink="false">${entry.id}</guid><title>${escapeXml(entry.title)}</title>
      <link>https://${title}.example/${entry.id}</link><description>${escapeXml(entry.description)}</description>
      <pubDate>${entry.published.toUTCString()}</pubDate></item>`,
  )
  return `<?xml version="1.0"?><rss version="2.0"><channel><title>${title}</title><link>https://${title}.example/</link>
    <language>en</language>${items.join('\n')}</channel></rss>`
}
