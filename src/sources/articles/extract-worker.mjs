// @ts-check
// Plain JavaScript on purpose: a worker thread starts without the TypeScript loader of the main thread, whatever runs it.
// It has a thread of its own because a page may be made to keep a parser busy: the thread is then ended from outside.
import { parentPort } from 'node:worker_threads'
import { Readability } from '@mozilla/readability'
import { parseHTML } from 'linkedom'

if (!parentPort) throw new Error('extract-worker runs in a worker thread')
const port = parentPort

port.postMessage({ ready: true })
port.on('message', (/** @type {{ html: string }} */ { html }) => {
  try {
    port.postMessage({ article: extract(html) })
  } catch (error) {
    port.postMessage({ error: error instanceof Error ? error.message : String(error) })
  }
})

/**
 * @param {string} html
 * @returns {import('./extractor.ts').RawArticle}
 */
function extract(html) {
  const { document } = parseHTML(html)
  /** @param {string[]} names */
  const meta = (...names) => {
    for (const name of names) {
      const found = document.querySelector(`meta[property="${name}"], meta[name="${name}"]`)?.getAttribute('content')
      if (found?.trim()) return found.trim()
    }
    return null
  }
  const linked = [...document.querySelectorAll('script[type="application/ld+json"]')]
    .map((script) => script.textContent ?? '')
    .join('\n')
    .slice(0, 200_000)
  const head = {
    canonical: document.querySelector('link[rel="canonical"]')?.getAttribute('href') ?? meta('og:url'),
    language: document.documentElement?.getAttribute('lang') || meta('og:locale', 'language'),
    title: meta('og:title') ?? (document.querySelector('title')?.textContent?.trim() || null),
    author: meta('author', 'article:author', 'byl'),
    published:
      meta('article:published_time', 'datePublished', 'og:published_time', 'date') ??
      /"datePublished"\s*:\s*"([^"]{4,40})"/.exec(linked)?.[1] ??
      document.querySelector('article time[datetime], time[pubdate]')?.getAttribute('datetime') ??
      null,
    locked:
      /"isAccessibleForFree"\s*:\s*"?false/i.test(linked) ||
      /^(locked|metered|premium)$/i.test(meta('article:content_tier') ?? ''),
    seen: (document.body?.textContent ?? '').replace(/\s+/g, ' ').slice(0, 4_000),
  }
  // Readability takes the document apart: everything else has been read before.
  const article = new Readability(/** @type {any} */ (document), { charThreshold: 200 }).parse()
  return {
    ...head,
    author: article?.byline?.trim() || (head.author && !/^https?:/.test(head.author) ? head.author : null),
    published: head.published ?? article?.publishedTime ?? null,
    content: article?.content ?? '',
  }
}
