import { describe, expect, it } from 'vitest'
import { openWordVectors } from '../../src/embedding/index.ts'

const { vectorOf } = openWordVectors()

function cosine(a: Float32Array, b: Float32Array): number {
  const dot = (x: Float32Array, y: Float32Array) => x.reduce((sum, value, i) => sum + value * (y[i] as number), 0)
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b))
}
const like = (one: string, other: string) => cosine(vectorOf(one), vectorOf(other))

describe('vectors of single words', () => {
  it('has words of one meaning nearer than words of another', () => {
    expect(vectorOf('ship')).toHaveLength(384)
    expect(like('ship', 'vessel')).toBeGreaterThan(like('ship', 'parliament') + 0.2)
    expect(like('judge', 'court')).toBeGreaterThan(like('judge', 'glacier') + 0.1)
  })

  it('makes up a word it does not know from its pieces', () => {
    const [whole, first, second] = ['glaciered', 'glacier', '##ed'].map((word) => vectorOf(word))
    expect(whole).toHaveLength(384)
    for (const [i, value] of whole!.entries()) expect(value).toBeCloseTo((first![i]! + second![i]!) / 2, 6)
  })

  it('takes what cannot be made up for one unknown word', () => {
    expect(vectorOf('ship\u{1F6A2}')).toEqual(vectorOf('\u{1F6A2}'))
    expect(vectorOf('ship\u{1F6A2}')).not.toEqual(vectorOf('ship'))
  })
})
