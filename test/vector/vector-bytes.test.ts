import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PermanentError } from '../../src/errors.ts'
import { collectionName, vectorFromBytes, vectorIdOf, vectorToBytes } from '../../src/vector/index.ts'

test('a vector read back from its bytes is the same vector, also from a buffer at an odd offset', () => {
  fc.assert(
    fc.property(fc.float32Array({ minLength: 1, maxLength: 32 }), fc.integer({ min: 0, max: 3 }), (vector, offset) => {
      const bytes = vectorToBytes(vector)
      const shifted = Buffer.concat([Buffer.alloc(offset), bytes]).subarray(offset)
      expect(vectorFromBytes(shifted, vector.length)).toEqual(vector)
    }),
  )
})

test('bytes are little-endian, so a dump can be read on another machine', () => {
  expect(vectorToBytes(Float32Array.of(1, -2)).toString('hex')).toBe('0000803f000000c0')
})

test('bytes of another length are refused', () => {
  expect(() => vectorFromBytes(Buffer.alloc(8), 3)).toThrow(PermanentError)
})

test('the same owner and model always have the same id, others never', () => {
  const id = '0198c0de-0000-7000-8000-000000000001'
  expect(vectorIdOf({ kind: 'item', id }, 'm')).toBe(vectorIdOf({ kind: 'item', id }, 'm'))
  expect(vectorIdOf({ kind: 'item', id }, 'm')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5/)
  const ids = [
    vectorIdOf({ kind: 'item', id }, 'm'),
    vectorIdOf({ kind: 'event', id }, 'm'),
    vectorIdOf({ kind: 'item', id }, 'n'),
  ]
  expect(new Set(ids).size).toBe(3)
})

test('a collection is named after model and size', () => {
  expect(collectionName('bellwether', 'local:minilm-l6-v2', 384)).toBe('bellwether_local_minilm-l6-v2_384')
})
