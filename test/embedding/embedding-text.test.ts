import fc from 'fast-check'
import { expect, test } from 'vitest'
import { embeddingText, speaks, textHash } from '../../src/embedding/index.ts'

test('title and lead are embedded together', () => {
  expect(embeddingText({ title: ' Rates  rise ', text: 'The bank\nacted.' }, 100)).toBe('Rates rise\nThe bank acted.')
})

test('a title the text opens with is not said twice', () => {
  expect(embeddingText({ title: 'Rates rise', text: 'RATES RISE as the bank acts' }, 100)).toBe(
    'RATES RISE as the bank acts',
  )
})

test('either part alone is enough; nothing, or signs without a word, is not embedded', () => {
  expect(embeddingText({ title: 'Rates rise', text: '' }, 100)).toBe('Rates rise')
  expect(embeddingText({ title: '', text: 'The bank acted.' }, 100)).toBe('The bank acted.')
  expect(embeddingText({ title: ' ', text: '\n' }, 100)).toBeUndefined()
  expect(embeddingText({ title: '!!', text: '🔥…' }, 100)).toBeUndefined()
})

test('a long text ends with a whole sentence, or at least a whole word', () => {
  expect(embeddingText({ title: '', text: 'One two three. Four five six seven.' }, 22)).toBe('One two three.')
  expect(embeddingText({ title: '', text: 'One two three four five six seven' }, 20)).toBe('One two three four')
})

test('no text exceeds the limit, ends in half a character or differs from run to run', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: 'grapheme' }),
      fc.integer({ min: 5, max: 40 }),
      (title, text, max) => {
        const first = embeddingText({ title, text }, max)
        expect(embeddingText({ title, text }, max)).toBe(first)
        if (first === undefined) return
        expect(first.length).toBeLessThanOrEqual(max)
        expect(first).not.toMatch(/[\uD800-\uDBFF]$/)
      },
    ),
  )
})

test('the hash tells texts apart', () => {
  expect(textHash('a')).toBe(textHash('a'))
  expect(textHash('a')).not.toBe(textHash('b'))
})

test('a model speaks its own languages in all their regional forms, and no unknown one', () => {
  const english = { languages: ['en'] }
  expect(['en', 'en-GB', 'EN'].map((language) => speaks(english, language))).toEqual([true, true, true])
  expect(['da', 'und', null].map((language) => speaks(english, language))).toEqual([false, false, false])
  expect([null, 'da'].map((language) => speaks({ languages: undefined }, language))).toEqual([true, true])
})
