import { canonicalUrl, cleanLine, cleanText } from '../../items/index.ts'
import { decodeBytes } from '../feed/charset.ts'
import { parseFeedDate } from '../feed/dates.ts'
import { resolveReference } from '../feed/references.ts'
import type { Extractor } from './extractor.ts'
import { type Wall, wallOf } from './wall.ts'

/** An article as its page has it. `text` is clean, in paragraphs; empty when the page shows none. */
export interface Article {
  title: string | null
  text: string
  canonicalUrl: string | null
  author: string | null
  publishedAt: Date | null
  language: string | null
  wall: Wall | null
}

const maxText = 500_000

/** Reads an article page. Throws SourceError when it cannot be taken apart. */
export async function readArticle(
  bytes: Uint8Array,
  page: { url: string; contentType?: string | undefined },
  extractor: Extractor,
): Promise<Article> {
  const raw = await extractor.extract(decodeBytes(bytes, declaredType(bytes, page.contentType)).text)
  const text = cleanText(raw.content.slice(0, 4 * maxText)).slice(0, maxText)
  return {
    title: line(raw.title, 1_000),
    text,
    canonicalUrl: raw.canonical ? canonicalUrl(resolveReference(raw.canonical, page.url)) : null,
    author: line(raw.author, 300),
    publishedAt: parseFeedDate(raw.published),
    language: line(raw.language, 35)?.replace('_', '-') ?? null,
    wall: wallOf(raw, text, page.url),
  }
}

/** The content type, with the charset of the page's `meta` where the header names none. */
function declaredType(bytes: Uint8Array, contentType: string | undefined): string | undefined {
  if (/charset=/i.test(contentType ?? '')) return contentType
  const head = Buffer.from(bytes.subarray(0, 2_048)).toString('latin1')
  const charset = /<meta[^>]{1,200}?charset\s*=\s*["']?([\w.:-]{2,40})/i.exec(head)?.[1]
  return charset ? `${contentType ?? 'text/html'}; charset=${charset}` : contentType
}

const line = (text: string | null, length: number): string | null => (text && cleanLine(text).slice(0, length)) || null
