import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { reportFeed } from '../../scripts/commands/feeds.ts'

const folder = mkdtempSync(join(tmpdir(), 'bellwether-feeds-'))
afterAll(() => rmSync(folder, { recursive: true }))

it('feeds parse reports what a file holds, dates as ISO 8601 UTC', async () => {
  const file = join(folder, 'a.xml')
  writeFileSync(
    file,
    `<rss version="2.0"><channel><title>T</title><link>https://example.org/</link><language>da</language><item><guid>1</guid>
     <title>A</title><pubDate>Sat, 19 Apr 2025 11:37:26 +0200</pubDate><description>d</description></item></channel></rss>`,
  )
  expect(await reportFeed(file)).toEqual({
    file,
    feed: { title: 'T', link: 'https://example.org/', language: 'da' },
    entries: [
      {
        id: '1',
        link: null,
        title: 'A',
        author: null,
        published: '2025-04-19T09:37:26Z',
        updated: null,
        summary: 'd',
        content: null,
      },
    ],
  })
})

it('feeds parse names what is no feed and what is not there', async () => {
  const file = join(folder, 'b.xml')
  writeFileSync(file, 'hello')
  expect((await reportFeed(file)).error).toContain('no RSS, Atom, RDF or JSON feed')
  expect((await reportFeed(join(folder, 'none.xml'))).error).toContain('ENOENT')
})
