import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SourceError } from '../../../src/errors.ts'
import { parseFeed } from '../../../src/sources/index.ts'
import { first, read, rss } from './reading.ts'

describe('damage', () => {
  it.each([
    ['in the middle of an entry', rss('<item><guid>1</guid></item><item><guid>2</guid><title>cut')],
    [
      'in the middle of a tag',
      rss('<item><guid>1</guid></item><item><guid>2</guid><tit').replace('</channel></rss>', ''),
    ],
    [
      'in the middle of a CDATA section',
      rss('<item><guid>1</guid></item><item><guid>2</guid><title><![CDATA[x').replace('</channel></rss>', ''),
    ],
  ])('keeps the whole entries of a document that ends %s', (_where, xml) => {
    const cut = xml.replace('</channel></rss>', '')
    const feed = read(cut)
    expect(feed.entries.map((entry) => entry.id)).toEqual(['1'])
    expect(feed.warnings.join()).toContain('cut off')
  })

  it('reads past bare ampersands, stray brackets, bad nesting and unquoted attributes', () => {
    const feed = read(
      rss(
        '<item><title>R&D 5 < 6</title><guid>1</guid></item><item><b><title>x</b></title><guid isPermaLink=false>2</guid></item>',
      ),
    )
    expect(feed.entries.map((entry) => [entry.id, entry.title?.value])).toEqual([
      ['1', 'R&D 5 < 6'],
      ['2', undefined],
    ])
  })

  it('reads a document with merge conflict marks around it', () => {
    expect(read(`<?xml version="1.0"?>\n<<<<<<< HEAD\n${rss('<item><guid>1</guid></item>')}`).entries).toHaveLength(1)
  })

  it('takes a new entry as the end of one that was never closed', () => {
    const feed = read(rss('<item><guid>1</guid><description>a<item><guid>2</guid></item>'))
    expect(feed.entries.map((entry) => entry.id)).toEqual(['1', '2'])
  })
})

describe('hostile documents', () => {
  it('expands no entity bomb and reads no external entity', () => {
    const levels = Array.from({ length: 10 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('')
    const feed = read(
      `<!DOCTYPE rss [<!ENTITY l0 "ha"><!ENTITY f SYSTEM "file:///etc/hostname">${levels}]>${rss('<item><title>&l10;</title><guid>&f;</guid></item>')}`,
    )
    const [entry] = feed.entries
    expect(entry?.title?.value.length ?? 0).toBeLessThan(5_000)
    expect(entry?.id).toBe('&f;')
  })

  it('expands small entities a document declares for itself', () => {
    expect(
      first(`<!DOCTYPE rss [<!ENTITY co "Acme &amp; Co">]>${rss('<item><title>&co; &eacute;</title></item>')}`).title
        ?.value,
    ).toBe('Acme & Co é')
  })

  it('takes a million nested elements for the end of the document, at once', () => {
    const startedAt = performance.now()
    const feed = read(rss(`<item><guid>1</guid></item><item><guid>2</guid><description>${'<b>'.repeat(1_000_000)}`))
    expect(feed.entries.map((entry) => entry.id)).toEqual(['1'])
    expect(performance.now() - startedAt).toBeLessThan(3_000)
  })

  it('reads an entry whose escaped markup nests a million deep, at once', () => {
    const startedAt = performance.now()
    const bomb = rss(`<item><guid>1</guid><description><![CDATA[${'<b>'.repeat(1_000_000)}]]></description></item>`)
    expect(read(bomb, { url: 'https://example.org/' }).entries).toHaveLength(1)
    expect(performance.now() - startedAt).toBeLessThan(3_000)
  })

  it('holds no more than a bounded number of elements in memory', () => {
    const before = process.memoryUsage().heapUsed
    const feed = read(rss(`<item><guid>1</guid></item>${'<a/>'.repeat(3_000_000)}<item><guid>2</guid></item>`))
    expect(feed.entries.map((entry) => entry.id)).toEqual(['1'])
    expect(feed.warnings).toHaveLength(1)
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(500 * 1_048_576)
  })

  it('reads no more than a bounded number of attributes', () => {
    const bomb = `<x ${Array.from({ length: 1_000_000 }, (_, i) => `a${i}=""`).join(' ')}/>`
    const feed = read(rss(`<item><guid>1</guid></item>${bomb}<item><guid>2</guid></item>`))
    expect(feed.entries.map((entry) => entry.id)).toEqual(['1'])
    expect(feed.warnings).toHaveLength(1)
  })

  it('takes an author of a million signs apart at once', () => {
    const startedAt = performance.now()
    read(
      rss(
        `<item><guid>1</guid><author>${'a@'.repeat(500_000)}</author><description>&amp;#146;${'&lt;'.repeat(500_000)}</description></item>`,
      ),
    )
    expect(performance.now() - startedAt).toBeLessThan(3_000)
  })

  it('reads a document of unclosed sections in linear time', () => {
    const startedAt = performance.now()
    read(rss(`<item><guid>1</guid>${'<![CDATA['.repeat(200_000)}`))
    expect(performance.now() - startedAt).toBeLessThan(3_000)
  })

  it('never fails otherwise than with a SourceError, whatever the bytes', () => {
    const pieces = fc.constantFrom(
      '<rss>',
      '</rss>',
      '<item>',
      '</item>',
      '<![CDATA[',
      ']]>',
      '<!--',
      '&',
      '&#x1F',
      '<title',
      '"',
      ' xmlns="',
      '<feed',
      '{',
      '\u0000',
      'é',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string({ maxLength: 5 })), { maxLength: 60 }), (parts) => {
        try {
          parseFeed(Buffer.from(parts.join('')))
        } catch (error) {
          expect(error).toBeInstanceOf(SourceError)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('loses no whole entry wherever the document is cut', () => {
    const items = Array.from({ length: 6 }, (_, i) => `<item><guid>${i}</guid><title><![CDATA[n ${i}]]></title></item>`)
    const xml = rss(items.join(''))
    fc.assert(
      fc.property(fc.integer({ min: xml.indexOf('<item>'), max: xml.length }), (end) => {
        const cut = xml.slice(0, end)
        const whole = cut.split('</item>').length - 1
        expect(read(cut).entries.map((entry) => entry.id)).toEqual(items.slice(0, whole).map((_, i) => String(i)))
      }),
    )
  })
})
