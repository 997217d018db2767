import { describe, expect, it } from 'vitest'
import { readText } from '../../../src/trends/match/read-text.ts'
import { severityOf } from '../../../src/trends/match/severity.ts'
import { matchText } from './strait.ts'

const severity = (title: string) => severityOf(readText(matchText(title)), [{ at: 0, length: 1 }])

describe('severity of a happening', () => {
  it('is one half for a plain report', () => {
    expect(severity('Shells hit the port')).toBe(0.5)
  })

  it('grows with the number of dead', () => {
    const levels = ['Strike kills two', 'Strike kills 30', 'Strike kills 400', 'Strike kills 2,000'].map(severity)
    expect(levels).toEqual([...levels].sort((a, b) => a - b))
    expect(new Set(levels).size).toBe(4)
  })

  it('grows with percentages and basis points', () => {
    expect(severity('Prices rise 40%')).toBeGreaterThan(severity('Prices rise 3%'))
    expect(severity('Rates cut by 75 basis points')).toBeGreaterThan(severity('Rates cut by 25 basis points'))
  })

  it('is low for small numbers and high for huge ones', () => {
    expect(severity('One killed in shelling')).toBeLessThan(0.5)
    expect(severity('Output falls 0.2%')).toBeLessThan(0.3)
    expect(severity('Strikes kill 1,200')).toBeGreaterThan(0.9)
  })

  it('follows intensity words both ways', () => {
    expect(severity('Massive strike on port')).toBeGreaterThan(0.5)
    expect(severity('Minor strike on port')).toBeLessThan(0.5)
  })

  it('does not take a year or a page number for a quantity', () => {
    expect(severity('Strike on port in 2025')).toBe(0.5)
  })
})
