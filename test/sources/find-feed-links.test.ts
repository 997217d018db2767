import { expect, it } from 'vitest'
import { findFeedLinks } from '../../src/sources/find-feed-links.ts'

const find = (html: string) => findFeedLinks(Buffer.from(html), 'https://example.org/news/')

it('a web page gives the feeds it names, resolved, each once', () => {
  expect(
    find(`<!doctype html><html><head><link rel="stylesheet" href="x.css"><link rel="alternate" hreflang="da" href="/da">
      <link rel='alternate' type='application/rss+xml' title='All &amp; more' href='feed.xml'>
      <link href="/atom" type="application/atom+xml; charset=utf-8" rel="home alternate"/><LINK REL=alternate TYPE=application/feed+json HREF=/f.json>
      <link rel="alternate" type="application/rss+xml" href="feed.xml"><link rel="alternate" type="application/rss+xml" href="javascript:x">`),
  ).toEqual([
    { url: 'https://example.org/news/feed.xml', title: 'All & more' },
    { url: 'https://example.org/atom', title: null },
    { url: 'https://example.org/f.json', title: null },
  ])
})

it('a page of nothing but open tags is read at once', () => {
  const startedAt = performance.now()
  expect(find('<link '.repeat(100_000))).toEqual([])
  expect(performance.now() - startedAt).toBeLessThan(2_000)
})
