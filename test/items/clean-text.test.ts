import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanLine, cleanText, storable } from '../../src/items/clean-text.ts'

describe('clean text', () => {
  it('keeps paragraphs and lines, drops everything that is no prose', () => {
    const html =
      '<h1>Title</h1><p>One &amp; <em>two</em>.<br>Three</p><script>x()</script><style>p{}</style><ul><li>a</li><li>b</li></ul><table><tr><td>1</td><td>2</td></tr></table>'
    expect(cleanText(html)).toBe('Title\n\nOne & two.\nThree\n\na\nb\n\n1 2')
  })

  it('leaves plain text alone', () => {
    expect(cleanText('Tom & Jerry: 3 < 4, a<3, AT&T')).toBe('Tom & Jerry: 3 < 4, a<3, AT&T')
  })

  it.each([
    ['&lt;script&gt;alert(1)&lt;/script&gt;', ''],
    ['&amp;lt;img src=x onerror=alert(1)&amp;gt;', ''],
    ['<svg/onload=alert(1)>x', ''],
    ['<a href="javascript:alert(1)">link</a>', 'link'],
    ['a\u202egnp.exe', 'agnp.exe'],
    ['<p>caf&eacute; &#8217; &nbsp; x</p>', 'café ’ x'],
    ['cafe\u0301', 'café'],
  ])('%s becomes %s', (input, output) => {
    expect(cleanText(input)).toBe(output)
  })

  it('lets no tag survive and changes nothing the second time, whatever the input', () => {
    const pieces = fc.constantFrom(
      '<',
      '>',
      '&lt;',
      '&gt;',
      '&amp;',
      'script',
      '/',
      '<script>',
      '</script>',
      '<b',
      '=',
      '"',
      ' ',
      '\n',
      'word',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '\u0000',
      '\ud800',
      '\u200b',
      '&#60;',
      '&#x3c;',
      'é',
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(pieces, { maxLength: 30 }).map((parts) => parts.join('')),
          fc.string({ unit: 'binary' }),
        ),
        (input) => {
          const text = cleanText(input)
          expect(text).not.toMatch(/<[a-z!/?]/i)
          expect(cleanText(text)).toBe(text)
          expect(storable(text)).toBe(text)
        },
      ),
      { numRuns: 500 },
    )
  })

  it('reads a megabyte of hostile markup in bounded time', () => {
    const start = performance.now()
    for (const bomb of ['<', '<p>', '<b><i>', '<svg>', '&amp;lt;', '<div', '&', '<!--', '\n ', '<a href="'])
      cleanText(bomb.repeat(1_000_000 / bomb.length))
    expect(performance.now() - start).toBeLessThan(10_000)
  })

  it('loses no word of a text whose tags nobody closes', () => {
    const words = Array.from({ length: 5_000 }, (_, i) => `w${i}`)
    expect(cleanText(words.map((word) => `<b class="x">${word}<br> `).join(''))).toBe(words.join('\n'))
  })

  it('puts titles on one line', () => {
    expect(cleanLine('<b>A</b>\n<br>title ')).toBe('A title')
  })
})
