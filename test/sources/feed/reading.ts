import { parseFeed } from '../../../src/sources/index.ts'

type Origin = Parameters<typeof parseFeed>[1]

/** A feed as it is read. */
export const read = (xml: string, origin?: Origin) => parseFeed(Buffer.from(xml), origin)

/** An RSS document around some items. */
export const rss = (items: string, head = '') =>
  `<rss version="2.0"><channel><title>T</title>${head}${items}</channel></rss>`

/** The first entry of a feed. */
export function first(xml: string, origin?: Origin) {
  const [entry] = read(xml, origin).entries
  if (!entry) throw new Error('no entry was read')
  return entry
}
