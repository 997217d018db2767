import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalUrl, urlDomain } from '../../src/items/canonical-url.ts'

describe('canonical URL', () => {
  it.each([
    ['https://archive.is/newest/https://www.ft.com/content/7e00003a?utm_source=x#c', 'https://ft.com/content/7e00003a'],
    ['https://archive.ph/2025.04.18-120000/https://www.ft.com/content/1', 'https://ft.com/content/1'],
    ['http://web.archive.org/web/20200101000000/http://example.com:80/a/index.html', 'https://example.com/a'],
    ['https://amp.theguardian.com/world/a?fbclid=2#top', 'https://theguardian.com/world/a'],
    ['https://www.google.com/amp/s/www.bbc.co.uk/news/uk-1.amp', 'https://bbc.co.uk/news/uk-1'],
    ['https://www-wsj-com.cdn.ampproject.org/c/s/www.wsj.com/amp/articles/x', 'https://wsj.com/articles/x'],
    ['https://www.google.com/url?q=https://example.org/x%3Fa%3D1&sa=D', 'https://example.org/x?a=1'],
    ['https://archive.ph/?url=https%3A%2F%2Fexample.com%2Fx', 'https://example.com/x'],
    ['https://archive.org/wayback/20240101/http://example.com/a', 'https://example.com/a'],
    ['https://archive.org/details/example', 'https://archive.org/details/example'],
    ['https://timetravel.mementoweb.org/memento/2015/http://example.com/x', 'https://example.com/x'],
    ['https://12ft.io/https://example.com/x', 'https://example.com/x'],
    ['https://webcache.googleusercontent.com/search?q=cache:AbC:https://example.com/x+&cd=1', 'https://example.com/x'],
    [
      'https://r.search.yahoo.com/_ylt=x/RV=2/RU=https%3a%2f%2fexample.com%2fx%3fa%3d1/RK=2/RS=y',
      'https://example.com/x?a=1',
    ],
    ['https://translate.google.com/translate?sl=da&u=https://example.com/x', 'https://example.com/x'],
    ['https://out.reddit.com/t3_1?url=https%3A%2F%2Fexample.com%2Fx&token=t', 'https://example.com/x'],
    ['https://example.com/a;jsessionid=12AB?amp_js_v=0.1&usqp=x&ns_campaign=y', 'https://example.com/a'],
    ['https://mobil.example.dk/a', 'https://example.dk/a'],
    ['https://en.m.wikipedia.org/wiki/Fed', 'https://en.wikipedia.org/wiki/Fed'],
    ['http://m.example.com/a/', 'https://example.com/a'],
    ['https://m.dk/nyhed', 'https://m.dk/nyhed'],
    ['https://user:secret@EXAMPLE.com/a/../b/?b=2&a=1', 'https://example.com/b?a=1&b=2'],
    ['https://example.com/app#!/story/5', 'https://example.com/app#!/story/5'],
    ['//example.com/a', 'https://example.com/a'],
    ['https://xn--bcher-kva.example/ü', 'https://xn--bcher-kva.example/%C3%BC'],
  ])('%s → %s', (given, canonical) => {
    expect(canonicalUrl(given)).toBe(canonical)
  })

  it.each(['javascript:alert(1)', 'mailto:a@b.example', 'not a url', '', null, 'https://', 'file:///etc/passwd'])(
    '%s has none',
    (given) => {
      expect(canonicalUrl(given)).toBeNull()
    },
  )

  it('of a plain address is what normalising would make of it', () => {
    const part = fc.stringMatching(/^[\w~-][\w~.-]{0,8}$/)
    fc.assert(
      fc.property(
        fc.constantFrom('http', 'https'),
        fc.domain(),
        fc.array(part, { maxLength: 4 }),
        (scheme, host, path) => {
          const address = `${scheme}://${['', 'www.', 'M.'][path.length % 3]}${host}/${path.join('/')}`
          // With a tracking parameter it goes the long way.
          expect(canonicalUrl(address)).toBe(canonicalUrl(`${address}?utm_source=x`))
          const canonical = canonicalUrl(address)
          expect(urlDomain(address)).toBe(canonical ? urlDomain(canonical) : null)
        },
      ),
      { seed: 3, numRuns: 1_000 },
    )
    for (const name of ['index.html', 'index.php', 'Index.ASPX', 'index.md'])
      expect(canonicalUrl(`https://a.example/${name}`)).toBe(canonicalUrl(`https://a.example/${name}?utm_source=x`))
  })

  it('is the same for all ways to link a page', () => {
    const ways = [
      'https://www.news.example/a?id=7&utm_campaign=x',
      'http://news.example/a/?gclid=1&id=7',
      'https://m.news.example/a?id=7#comments',
      'https://archive.today/newest/http://news.example/a?id=7',
    ]
    expect(new Set(ways.map(canonicalUrl))).toEqual(new Set(['https://news.example/a?id=7']))
  })

  it('drops a query that holds nothing but a slash', () => {
    expect(canonicalUrl('http://news.example?/')).toBe('https://news.example')
  })

  it('never throws and is its own canonical form', () => {
    fc.assert(
      fc.property(fc.oneof(fc.webUrl({ withQueryParameters: true, withFragments: true }), fc.string()), (url) => {
        const once = canonicalUrl(url)
        if (once !== null) expect(canonicalUrl(once)).toBe(once)
      }),
      { numRuns: 300 },
    )
  })

  it('names the registered domain behind wrappers', () => {
    expect(urlDomain('https://archive.is/newest/https://www.news.bbc.co.uk/x')).toBe('bbc.co.uk')
    expect(urlDomain('https://127.0.0.1/x')).toBeNull()
  })
})
