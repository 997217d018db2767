import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contentHash, entryHash } from '../../src/items/content-hash.ts'
import { fingerprints } from '../../src/items/fingerprints.ts'
import { comparedWords, likenessWords } from '../../src/items/likeness-words.ts'
import { isNearDuplicate } from '../../src/items/near-duplicate.ts'
import { simhash } from '../../src/items/simhash.ts'

const hammingDistance = (a: bigint, b: bigint) =>
  BigInt.asUintN(64, a ^ b)
    .toString(2)
    .replaceAll('0', '').length
const hashOf = (title: string, text: string) => contentHash(likenessWords(title), likenessWords(text))
const copy = (a: string, b: string) => isNearDuplicate(comparedWords(a, ''), comparedWords(b, ''))
const paragraph = Array.from(
  { length: 12 },
  (_, i) =>
    `Sentence ${'abcdefghijkl'[i]} of the report tells what happened to the bridge over river ${'mnopqrstuvwx'[i]}.`,
).join(' ')

describe('hashes', () => {
  it('of content ignore case, punctuation and spacing; of entries only markup and spacing', () => {
    expect(hashOf('A Title!', 'some text')).toBe(hashOf('a title', 'Some   text.'))
    expect(hashOf('a', 'b')).not.toBe(hashOf('a b', ''))
    expect(entryHash('a', '<p>b  c</p>')).toBe(entryHash('a', '<div>b c</div>'))
    expect(entryHash('a', 'b.')).not.toBe(entryHash('a', 'b'))
  })
})

describe('SimHash', () => {
  it('differs in few bits for an edited text, in about half for another one', () => {
    const a = simhash(likenessWords(paragraph))!
    const edited = simhash(likenessWords(`${paragraph} Correction follows.`))!
    const other = simhash(
      likenessWords(
        'The central bank left its key rate unchanged and said that inflation would fall next year as energy gets cheaper.',
      ),
    )!
    expect(hammingDistance(a, edited)).toBeLessThan(8)
    expect(hammingDistance(a, other)).toBeGreaterThan(18)
  })

  it('fits a signed 64-bit integer and is null without words', () => {
    expect(simhash([])).toBeNull()
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1 }), { minLength: 1 }), (words) => {
        const hash = simhash(words)!
        expect(hash).toBe(BigInt.asIntN(64, hash))
        expect(hammingDistance(hash, hash)).toBe(0)
      }),
    )
  })
})

describe('near duplicates', () => {
  it('are the same words in other dress', () => {
    expect(
      copy(
        'UPDATE 1-Gunman kills six in shooting at Sikh temple in Wisconsin',
        'Gunman kills six in shooting at Sikh temple in Wisconsin',
      ),
    ).toBe(true)
    expect(copy(paragraph, `${paragraph} Additional reporting by the desk.`)).toBe(true)
    expect(copy(paragraph, paragraph.slice(0, Math.floor(paragraph.length * 0.7)))).toBe(true)
  })

  it('are not other happenings told alike, nor the same one in other words', () => {
    expect(
      copy('Bomb blast kills 8 people in market of Baghdad', 'Bomb blast kills 10 people in market of Baghdad'),
    ).toBe(false)
    expect(copy('Capello quits as England manager', 'Capello resigns as England manager')).toBe(false)
    expect(copy('Morning briefing', 'Morning briefing')).toBe(false)
  })

  it('share a fingerprint', () => {
    let shared = 0
    const words = likenessWords(paragraph)
    for (let i = 0; i < 100; i++) {
      const edited = words.filter((_, j) => (j * 7 + i) % 23 !== 0)
      if (!isNearDuplicate(words, edited)) continue
      const prints = new Set(fingerprints(words))
      shared += fingerprints(edited).some((print) => prints.has(print)) ? 1 : 0
    }
    expect(shared).toBeGreaterThan(90)
  })

  const pairs = process.env.HEADLINE_PAIRS
  if (!pairs) console.warn('HEADLINE_PAIRS is not set: the check on rated headline pairs is SKIPPED.')
  it.skipIf(!pairs)('agree with people about headline pairs', () => {
    const rows = readFileSync(pairs!, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { a: string; b: string; score: number })
    const chosen = rows.filter((row) => isNearDuplicate(comparedWords(row.a, ''), comparedWords(row.b, '')))
    const found = chosen.filter(({ a, b }) => {
      const prints = new Set(fingerprints(likenessWords(a)))
      return fingerprints(likenessWords(b)).some((print) => prints.has(print))
    })
    const share = (least: number) => chosen.filter((row) => row.score >= least).length / chosen.length
    console.info({
      pairs: rows.length,
      chosen: chosen.length,
      sameStory: share(3),
      same: share(4),
      foundByFingerprint: found.length,
    })
    expect(chosen.length).toBeGreaterThan(30)
    expect(share(3)).toBeGreaterThan(0.95)
    expect(share(4)).toBeGreaterThan(0.75)
    expect(found.length / chosen.length).toBeGreaterThan(0.95)
  })
})
