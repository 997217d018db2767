import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fuse, type RankedList } from '../../src/search/fuse.ts'

const hit = (id: string) => ({ kind: 'item' as const, id })
const list = (mode: 'words' | 'meaning', ...ids: string[]): RankedList => ({ mode, hits: ids.map(hit) })

test('what two lists agree on comes before what only one has', () => {
  const fused = fuse([list('words', 'a', 'b', 'c'), list('meaning', 'd', 'b', 'e')])
  expect(fused[0]).toMatchObject({ id: 'b', foundBy: ['words', 'meaning'] })
  expect(fused).toHaveLength(5)
})

test('an item and an event of the same id are different things', () => {
  const fused = fuse([{ mode: 'words', hits: [hit('a'), { kind: 'event', id: 'a' }] }])
  expect(fused.map((entry) => entry.kind)).toEqual(['item', 'event'])
})

test('the answer does not depend on the order of the lists, and a single list keeps its order', () => {
  const ids = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'))
  fc.assert(
    fc.property(ids, ids, (words, meaning) => {
      const one = fuse([list('words', ...words), list('meaning', ...meaning)])
      const other = fuse([list('meaning', ...meaning), list('words', ...words)])
      expect(other.map(({ id }) => id)).toEqual(one.map(({ id }) => id))
      expect(one.map(({ id }) => id).sort()).toEqual([...new Set([...words, ...meaning])].sort())
      expect(fuse([list('words', ...words)]).map(({ id }) => id)).toEqual(words)
    }),
  )
})
