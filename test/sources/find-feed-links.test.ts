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

it('a page gives feeds of any of the ways to declare them, not those it has commented out', () => {
  expect(
    find(`<html><head><!-- <link rel="alternate" type="application/rss+xml" href="/old.xml"> --><link rel="feed" href="/h">
      <link rel="alternate" type="text/xml" href="/f.xml"><link rel="alternate" type="application/json" href="/wp-json/page">`),
  ).toMatchObject([{ url: 'https://example.org/h' }, { url: 'https://example.org/f.xml' }])
})

it('a page that declares none gives what it links to and looks like a feed', () => {
  const page = `<a href="/about">About</a> <a class="x" href="/news/rss.xml" title="News">RSS</a> <a href=feed/>Feed</a>
    <a href="/?format=atom">Atom</a> <a href="/index.rdf#x">RDF</a> <a href="/feedback">Say</a> <a href="/breakfast">Eat</a>`
  expect(find(page)).toEqual([
    { url: 'https://example.org/news/rss.xml', title: 'News' },
    { url: 'https://example.org/news/feed/', title: null },
    { url: 'https://example.org/?format=atom', title: null },
    { url: 'https://example.org/index.rdf#x', title: null },
  ])
  expect(find(`${page}<link rel="alternate" type="application/rss+xml" href="/declared">`)).toEqual([
    { url: 'https://example.org/declared', title: null },
  ])
})

it('a page of nothing but open tags is read at once', () => {
  const startedAt = performance.now()
  for (const piece of ['<link ', '<a ', '<!--', '<a href="/rss">'.repeat(2)]) find(piece.repeat(100_000))
  expect(find('<link '.repeat(100_000))).toEqual([])
  expect(performance.now() - startedAt).toBeLessThan(2_000)
})
