import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { splitArray } from '../../src/sources/index.ts'

/** The elements found when the text comes in pieces of `size` bytes. */
async function elements(text: string, size: number, maxBytes = 1_000_000): Promise<(string | undefined)[]> {
  async function* pieces() {
    const bytes = Buffer.from(text)
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
  }
  const found: (string | undefined)[] = []
  for await (const text of splitArray(pieces(), maxBytes)) found.push(text)
  return found
}

describe('splitting an array', () => {
  it('gives the elements JSON.parse gives, wherever the pieces end', async () => {
    const indent = fc.constantFrom(undefined, 2, '\t')
    await fc.assert(
      fc.asyncProperty(fc.array(fc.jsonValue()), indent, fc.integer({ min: 1, max: 40 }), async (list, space, size) => {
        const found = await elements(JSON.stringify(list, null, space), size)
        expect(found.map((text) => JSON.parse(text ?? ''))).toEqual(JSON.parse(JSON.stringify(list)))
      }),
      { seed: 7 },
    )
  })

  it('leaves out an element that is too long and goes on with the next', async () => {
    expect(await elements(`["${'x'.repeat(50)}",1]`, 7, 20)).toEqual([undefined, '1'])
  })

  it.each([
    ['', 'the array breaks off'],
    ['[1,2', 'the array breaks off'],
    ['["never closed]', 'the array breaks off'],
    ['[1}', 'the array is closed by a brace'],
    ['[1] 2', 'something follows the array'],
    ['{"a":1}', 'it is no array'],
  ])('of %j fails: %s', async (text, message) => {
    await expect(elements(text, 3)).rejects.toThrow(new SyntaxError(message))
  })

  it.each(['[1,]', '[,1]', '[,]'])('shows the missing elements of %s', async (text) => {
    expect(await elements(text, 2)).toContain('')
  })
})
