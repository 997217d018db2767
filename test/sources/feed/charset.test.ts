import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import { parseFeed } from '../../../src/sources/index.ts'

const rss = (inside: string) => `<rss version="2.0"><channel><title>T</title>${inside}</channel></rss>`

describe('charsets', () => {
  const danish = rss('<item><title>Færøerne på vej</title></item>')
  it.each([
    ['UTF-8 without declaration', Buffer.from(danish), undefined],
    ['the declaration', iconv.encode(`<?xml version="1.0" encoding="iso-8859-1"?>${danish}`, 'iso-8859-1'), undefined],
    [
      'the HTTP header before the declaration',
      iconv.encode(`<?xml version="1.0" encoding="utf-8"?>${danish}`, 'win1252'),
      'text/xml; charset=windows-1252',
    ],
    [
      'a byte order mark before everything',
      iconv.encode(`<?xml version="1.0" encoding="utf-8"?>${danish}`, 'utf-16', { addBOM: true }),
      'text/xml; charset=utf-8',
    ],
    ['UTF-16 without a mark', iconv.encode(danish, 'utf-16le'), undefined],
    [
      'a declaration that is not true',
      iconv.encode(`<?xml version="1.0" encoding="utf-8"?>${danish}`, 'win1252'),
      undefined,
    ],
    ['UTF-8 that says it is Latin-1', Buffer.from(`<?xml version="1.0" encoding="iso-8859-1"?>${danish}`), undefined],
    ['UTF-8 that its server calls ASCII', Buffer.from(danish), 'text/xml; charset=us-ascii'],
    [
      'a UTF-8 mark before a declaration',
      Buffer.from(`\uFEFF<?xml version="1.0" encoding="big5"?>${danish}`),
      undefined,
    ],
    [
      'Latin bytes that say they are Chinese',
      iconv.encode(`<?xml version="1.0" encoding="gb2312"?>${danish}`, 'win1252'),
      undefined,
    ],
    ['an unknown charset', Buffer.from(`<?xml version="1.0" encoding="klingon"?>${danish}`), undefined],
  ])('reads by %s', (_what, bytes, contentType) => {
    const feed = parseFeed(bytes, contentType ? { contentType } : {})
    expect(feed.entries[0]?.title?.value).toBe('Færøerne på vej')
  })

  it('reads a charset of escape sequences', () => {
    const head = '<?xml version="1.0" encoding="ISO-2022-JP"?>'
    const bytes = Buffer.from(head + rss('<item><title>\x1b$BF|K\\8l\x1b(B</title></item>'), 'latin1')
    expect(parseFeed(bytes).entries[0]?.title?.value).toBe('日本語')
  })

  it.each([
    ['HZ-GB-2312', '~{VPND~}'],
    ['ISO-2022-KR', '\x1b$)C\x0e1[@;\x0f'],
  ])('says that it does not read %s', (charset, text) => {
    const head = `<?xml version="1.0" encoding="${charset}"?>`
    const feed = parseFeed(Buffer.from(head + rss(`<item><guid>1</guid><title>${text}</title></item>`), 'latin1'))
    expect(feed.entries).toHaveLength(1)
    expect(feed.warnings.join()).toContain(`it declares the charset ${charset}, which is not read here`)
  })

  it('guesses an undeclared Japanese charset and says so', () => {
    const text = '今日は天気がいいですね。東京で新しい展覧会が開かれました。'.repeat(3)
    const feed = parseFeed(iconv.encode(rss(`<item><title>${text}</title></item>`), 'euc-jp'))
    expect(feed.entries[0]?.title?.value).toBe(text)
    expect(feed.warnings.join()).toContain('charset')
  })
})
