import { describe, expect, it } from 'vitest'
import { parseFeed } from '../../src/sources/feed/parse-feed.ts'
import { feedItems, type IdentityRule } from '../../src/sources/feed-items.ts'

const items = (entries: string, identity?: IdentityRule) =>
  feedItems(parseFeed(Buffer.from(`<rss version="2.0"><channel>${entries}</channel></rss>`)), identity)
const only = (entry: string) => items(`<item>${entry}</item>`).items[0]

describe('entries become items', () => {
  it('known by id, else by link, else by their content', () => {
    expect(only('<guid>g</guid><link>https://example.org/1</link>')?.externalId).toBe('g')
    expect(only('<link>https://example.org/1</link>')?.externalId).toBe('https://example.org/1')
    const hashed = only('<title>a</title><description>b</description>')?.externalId
    expect(hashed).toMatch(/^sha256:[0-9a-f]{64}$/)
    expect(only('<title>a</title><description>b</description>')?.externalId).toBe(hashed)
    expect(only('<title>a</title><description>c</description>')?.externalId).not.toBe(hashed)
  })

  it('with an id that is too long hashed', () => {
    expect(only(`<guid>${'x'.repeat(600)}</guid>`)?.externalId).toMatch(/^sha256:/)
  })

  it('whose date is the feed’s own when all of them have the same', () => {
    const dated = (seconds: number[]) =>
      items(
        seconds
          .map((s, i) => `<item><guid>${i}</guid><pubDate>Sun, 01 Jun 2025 08:00:0${s} GMT</pubDate></item>`)
          .join(''),
      ).items.map((item) => item.dateIsShared ?? false)
    expect(dated([0, 0, 0, 0, 0])).toEqual(Array(5).fill(true))
    expect(dated([0, 0, 0, 0, 1])).toEqual(Array(5).fill(false))
    expect(dated([0, 0, 0, 0])).toEqual(Array(4).fill(false))
  })

  it('addressed by link, else by a permalink id, else by enclosure', () => {
    expect(only('<guid>https://example.org/p</guid>')?.url).toBe('https://example.org/p')
    expect(only('<guid isPermaLink="false">https://example.org/p</guid>')?.url).toBeNull()
    expect(only('<title>t</title><enclosure url="https://example.org/a.mp3"/>')?.url).toBe('https://example.org/a.mp3')
  })

  it('with the longer of summary and content, and the first date there is', () => {
    const item = only(
      '<guid>1</guid><description>the long summary</description><content>short</content><dc:date>2025-04-01</dc:date>',
    )
    expect(item).toMatchObject({
      text: 'the long summary',
      publishedAt: new Date('2025-04-01'),
      updatedAt: new Date('2025-04-01'),
    })
    expect(only('<guid>1</guid><pubDate>someday</pubDate>')?.publishedAt).toBeNull()
  })

  it('oldest first, whatever the order of the document', () => {
    const dated = [3, 1, 2]
      .map((d) => `<item><guid>${d}</guid><pubDate>0${d} Apr 2025 00:00:00 GMT</pubDate></item>`)
      .join('')
    expect(items(dated).items.map((item) => item.externalId)).toEqual(['1', '2', '3'])
    const undated = ['newest', 'older', 'oldest'].map((id) => `<item><guid>${id}</guid></item>`).join('')
    expect(items(undated).items.map((item) => item.externalId)).toEqual(['oldest', 'older', 'newest'])
  })

  it('left out when they hold nothing, with a warning', () => {
    const { items: found, warnings } = items('<item/><item><guid>1</guid></item>')
    expect(found).toHaveLength(1)
    expect(warnings).toHaveLength(1)
  })

  it('told apart by their links once a feed has used one id twice, and from then on', () => {
    const same = (n: number) =>
      `<item><guid isPermaLink="false">feed</guid><link>https://example.org/${n}</link></item>`
    const first = items(same(1) + same(2))
    expect(first.identity).toBe('id-and-link')
    expect(first.items.map((item) => item.externalId)).toEqual([
      'feed https://example.org/2',
      'feed https://example.org/1',
    ])
    expect(items(same(2), first.identity).items[0]?.externalId).toBe('feed https://example.org/2')
  })
})
