import fc from 'fast-check'
import { expect, it } from 'vitest'
import { revisionDiff } from '../../src/items/revision-diff.ts'

it('shows what an edit changed, word by word', () => {
  expect(revisionDiff('Ten people died.', 'Two people died.')).toEqual([
    { kind: 'removed', text: 'Ten' },
    { kind: 'added', text: 'Two' },
    { kind: 'same', text: ' people died.' },
  ])
})

it('gives both texts back whatever they are', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (before, after) => {
      const parts = revisionDiff(before, after)
      const without = (kind: string) =>
        parts
          .filter((part) => part.kind !== kind)
          .map((part) => part.text)
          .join('')
      expect([without('added'), without('removed')]).toEqual([before, after])
    }),
  )
})
