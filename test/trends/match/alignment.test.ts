import { describe, expect, it } from 'vitest'
import { alignedOf, alignmentOf, alignText } from '../../../src/trends/match/alignment.ts'

const indicator = (description: string, keywords: string[], name = '') => ({
  description: alignedOf(description),
  keywords: keywords.map(alignedOf),
  everything: alignedOf(`${description} ${keywords.join(' ')} ${name}`),
})
const text = (title: string, body = '') => alignText(title, `${title}. ${body}`)

const cleared = indicator('Residents must leave a village', ['evacuated', 'homes cleared'])

describe('words of a text and of an indicator, side by side', () => {
  it('finds every word of a text that says the same in the same words', () => {
    const same = alignmentOf(text('Residents must leave a village'), cleared)
    expect(same.description).toBeCloseTo(10, 5)
    expect(same.title).toBeCloseTo(10, 5)
    expect(same.best).toBeCloseTo(10, 5)
  })

  it('finds words of the same meaning more than words of another', () => {
    const near = alignmentOf(text('Inhabitants told to quit mountain hamlet'), cleared)
    const far = alignmentOf(text('Striker signs for rival club'), cleared)
    expect(near.description).toBeGreaterThan(far.description + 0.8)
    expect(near.best).toBeGreaterThan(far.best + 1)
    expect(near.title).toBeGreaterThan(far.title)
  })

  it('takes the keyword that is found best', () => {
    const found = alignmentOf(text('Town evacuated'), cleared)
    expect(found.keyword).toBeCloseTo(10, 5)
    expect(alignmentOf(text('Town evacuated'), indicator('Residents must leave', [])).keyword).toBe(0)
  })

  it('lets common words count for little, and not among the best', () => {
    const { description, best } = alignmentOf(text('It was on the way'), indicator('The glacier is on the way', []))
    expect(description).toBeLessThan(7)
    expect(best).toBeLessThan(5)
  })

  it('sees no difference in case and accents', () => {
    expect(alignedOf('ÉVACUÉ')).toEqual(alignedOf('evacue'))
  })

  it('finds nothing in texts without words', () => {
    for (const value of Object.values(alignmentOf(text('—'), cleared))) expect(value).toBe(0)
    for (const value of Object.values(alignmentOf(text('Village'), indicator('', [])))) expect(value).toBe(0)
  })
})
