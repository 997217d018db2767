import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readTelegramPage, shortNumber } from '../../../src/sources/connectors/telegram-page.ts'
import { useDatabase } from '../../support/database.ts'
import { minutes, start, useReading } from './reading.ts'

const database = useDatabase()
const reading = useReading(database)
const folder = mkdtempSync(join(tmpdir(), 'bellwether-telegram-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** A post of an invented channel in the markup of t.me/s. */
const post = (id: number, text = `Ferry ${id} sails<br/>and <b>arrives</b>`) => `
<div class="tgme_widget_message_wrap js-widget_message_wrap"><div class="tgme_widget_message text_not_supported_wrap js-widget_message" data-post="harbour_news/${id}">
 <div class="tgme_widget_message_bubble">
  <div class="tgme_widget_message_author accent_color"><a class="tgme_widget_message_owner_name" href="https://t.me/harbour_news"><span dir="auto">Harbour (invented)</span></a></div>
  <div class="tgme_widget_message_forwarded_from accent_color">Forwarded from <a class="tgme_widget_message_forwarded_from_name" href="https://t.me/port/9"><span dir="auto">Port</span></a></div>
  <a class="tgme_widget_message_reply" href="https://t.me/harbour_news/1"><div class="tgme_widget_message_text js-message_reply_text" dir="auto">What came before</div></a>
  <div class="tgme_widget_message_text js-message_text" dir="auto">${text}</div>
  <div class="tgme_widget_message_reactions js-message_reactions"><span class="tgme_reaction"><i class="emoji"><b>👍</b></i>1.2K</span><span class="tgme_reaction"><i class="emoji"><b>5</b></i>7</span></div>
  <div class="tgme_widget_message_footer compact js-message_footer"><div class="tgme_widget_message_info short js-message_info">
   <span class="tgme_widget_message_views">3.4M</span><span class="copyonly"> views</span>
   <span class="tgme_widget_message_meta"><a class="tgme_widget_message_date" href="https://t.me/harbour_news/${id}"><time datetime="${minutes(id).toISOString()}" class="time">12:00</time></a></span></div></div>
 </div></div></div>`
const page = (posts: string[], before?: number) => `<!DOCTYPE html><html><body>
<div class="tgme_channel_info_header_title"><span dir="auto">Harbour (invented)</span></div>
${before ? `<a href="/s/harbour_news?before=${before}" class="tme_messages_more js-messages_more" data-before="${before}"></a>` : ''}
${posts.join('')}</body></html>`

describe('a telegram channel', () => {
  it('is paged back to what is known; edits and views within the overlap are seen', async () => {
    let newest = 45
    let text: string | undefined
    reading.serve('/s/harbour_news', (url) => {
      const end = Number(url.searchParams.get('before') ?? newest + 1)
      const first = Math.max(1, end - 20)
      const posts = Array.from({ length: end - first }, (_, i) => post(first + i, text))
      return page(posts, first > 1 ? first : undefined)
    })
    const { id } = await reading.add('telegram', {
      server: reading.url,
      channel: 'https://t.me/s/harbour_news',
      overlapMinutes: 3,
    })
    const first = await reading.check(id, minutes(46))
    expect(first.counts).toMatchObject({ inserted: 20, failed: 0 })
    expect(first.source.watermark).toMatchObject({ through: minutes(45).toISOString() })
    newest = 120
    text = 'Rewritten'
    const second = await reading.check(id, minutes(121))
    expect(second.counts).toMatchObject({ inserted: 80, revised: 20, failed: 0 })
    expect(second.source.watermark).toMatchObject({ through: minutes(120).toISOString() })
    const rows = await reading.items()
    expect(rows).toHaveLength(100)
    expect(rows[0]).toMatchObject({
      external_id: 'harbour_news/21',
      url: 'https://t.me/harbour_news/21',
      author: 'Harbour (invented)',
      publisher: '@harbour_news',
      views: 3_400_000,
      likes: 1_207,
    })
  })

  it('has its words, not those it answers to', () => {
    const read = readTelegramPage(page([post(7)]), 'harbour_news')
    expect(read?.entries).toMatchObject([
      {
        title: 'Ferry 7 sails',
        text: 'Ferry 7 sails<br>and <b>arrives</b>',
        publishedAt: minutes(7),
        metadata: {
          replyTo: 'https://t.me/harbour_news/1',
          forwardedFrom: { name: 'Port', url: 'https://t.me/port/9' },
        },
      },
    ])
  })

  it('without preview is an error in plain words', async () => {
    reading.serve('/s/harbour_news', () => '<html><body><div class="tgme_page">Send message</div></body></html>')
    const { id } = await reading.add('telegram', { server: reading.url, channel: '@harbour_news' })
    expect((await reading.check(id, start)).source.lastError).toContain('no preview of the channel harbour_news')
  })

  it.each([
    ['987', 987],
    ['1.2K', 1_200],
    ['3M', 3_000_000],
    ['', undefined],
    ['many', undefined],
  ])('writes %j for a count of %j', (text, count) => expect(shortNumber(text)).toBe(count))
})

describe('an exported channel', () => {
  const message = (id: number, more: object = {}) => ({
    id,
    type: 'message',
    date: '2031-05-01T14:00:00',
    date_unixtime: String(minutes(id).getTime() / 1_000),
    from: 'Harbour (invented)',
    text: ['Ferry ', { type: 'bold', text: String(id) }, ' sails'],
    reactions: [{ type: 'emoji', emoji: '👍', count: 3 }],
    ...more,
  })
  const write = (messages: unknown[], end = ']}') => {
    const path = join(folder, 'result.json')
    const head = '{"name": "Harbour (invented)", "type": "public_channel", "id": 77, "messages": ['
    writeFileSync(path, head + messages.map((one) => JSON.stringify(one)).join(',\n') + end)
    return path
  }

  it('is read in pieces, and later exports of it from where it stopped', async () => {
    const all = Array.from({ length: 6_000 }, (_, i) => message(i + 1))
    const path = write([{ id: 0, type: 'service', date: '2031-05-01T12:00:00', text: '' }, ...all])
    const { id } = await reading.add('telegram', { path })
    const { counts, source } = await reading.check(id, minutes(6_000))
    expect(source.lastError).toBeNull()
    expect(counts).toMatchObject({ inserted: 6_000, failed: 0 })
    write([{ id: 0, type: 'service', date: '2031-05-01T12:00:00', text: '' }, ...all, message(6_001)])
    expect((await reading.check(id, minutes(6_010))).counts).toMatchObject({ entries: 1, inserted: 1 })
    expect((await reading.items())[0]).toMatchObject({
      external_id: '77/1',
      title: 'Ferry 1 sails',
      publisher: 'Harbour (invented)',
      likes: 3,
    })
  })

  it('that breaks off keeps its whole messages and says where', async () => {
    const { id } = await reading.add('telegram', {
      path: write([message(1), { ...message(2), id: 'two' }, message(3)], ', {"id": 4, "te'),
    })
    const { source, counts } = await reading.check(id, start)
    expect(counts.inserted).toBe(2)
    expect(source.lastWarnings).toEqual([
      expect.stringContaining('entry 2 was left out: id'),
      expect.stringContaining('the file breaks off after 3 messages'),
    ])
  })

  it('of another kind is an error', async () => {
    const path = join(folder, 'other.json')
    writeFileSync(path, '{"about": "all chats", "chats": {"list": []}}')
    const { id } = await reading.add('telegram', { path })
    expect((await reading.check(id, start)).source.lastError).toContain('is no export of one channel')
  })
})
