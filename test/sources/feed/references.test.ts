import { describe, expect, it } from 'vitest'
import { resolveBase, resolveReference } from '../../../src/sources/feed/references.ts'

describe('references', () => {
  // The normal and some abnormal examples of RFC 3986 §5.4, all with this base.
  const base = 'http://a/b/c/d;p?q'
  it.each([
    ['g:h', 'g:h'],
    ['g', 'http://a/b/c/g'],
    ['./g', 'http://a/b/c/g'],
    ['g/', 'http://a/b/c/g/'],
    ['/g', 'http://a/g'],
    ['//g', 'http://g'],
    ['?y', 'http://a/b/c/d;p?y'],
    ['g?y', 'http://a/b/c/g?y'],
    ['#s', 'http://a/b/c/d;p?q#s'],
    ['', 'http://a/b/c/d;p?q'],
    ['.', 'http://a/b/c/'],
    ['..', 'http://a/b/'],
    ['../g', 'http://a/b/g'],
    ['../..', 'http://a/'],
    ['../../g', 'http://a/g'],
    ['../../../g', 'http://a/g'],
    ['/./g', 'http://a/g'],
    ['/../g', 'http://a/g'],
    ['./../g', 'http://a/b/g'],
    ['./g/.', 'http://a/b/c/g/'],
    ['g/../h', 'http://a/b/c/h'],
  ])('%s', (reference, expected) => {
    expect(resolveReference(reference, base)).toBe(expected)
  })

  it('takes three slashes for the two that were meant', () => {
    expect(resolveReference('http:///host/a', undefined)).toBe('http://host/a')
    expect(resolveReference('https:///host/a', base)).toBe('https://host/a')
  })

  it('keeps characters beyond ASCII as they are written', () => {
    expect(resolveReference('/œuvre', 'https://exämple.org/a')).toBe('https://exämple.org/œuvre')
  })

  it('ignores a base that is no web address', () => {
    expect(resolveBase('javascript:alert(1)', 'https://example.org/')).toBe('https://example.org/')
    expect(resolveBase('feed/', undefined)).toBeUndefined()
  })
})
