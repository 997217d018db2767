import { describe, expect, it } from 'vitest'
import { InputError } from '../../src/errors.ts'
import { definitionYaml, parseDefinitions } from '../../src/trends/definition-file.ts'

const whole = `
id: strait-closure
name: Closure of the strait
question: Will commercial transit be halted for 48 h before 2027-01-01?
resolution: { by: 2027-01-01, basis: "Port authority notices" }
baselineProbability: 0.06
indicators:
  - signal: naval_incident
    direction: escalatory
    weight: 0.06
    halfLifeDays: 14
    description: Hostile encounter between vessels
    keywords: [collision, "warning shots"]
alerts: [{ above: 0.25 }, { moveOver: 0.05, withinHours: 24 }]
`

function problemsOf(yaml: string) {
  try {
    parseDefinitions(yaml, 'trends/strait.yaml')
  } catch (error) {
    if (error instanceof InputError) return error
    throw error
  }
  throw new Error('was accepted')
}

describe('a definition file', () => {
  it('is read with its defaults', () => {
    const [definition] = parseDefinitions(whole, 'strait.yaml')
    expect(definition).toMatchObject({ id: 'strait-closure', halfLifeDays: 30, ownerCap24h: 0.5, excludes: [] })
    expect(definition!.resolution).toEqual({ by: '2027-01-01', basis: 'Port authority notices' })
    expect(definition!.indicators[0]).toMatchObject({ halfLifeDays: 14, actors: [], places: [] })
  })

  it('may hold several definitions, and comes back unchanged from its export', () => {
    const two = `${whole}---${whole.replace('strait-closure', 'strait-tolls')}`
    const definitions = parseDefinitions(two, 'strait.yaml')
    expect(definitions.map((definition) => definition.id)).toEqual(['strait-closure', 'strait-tolls'])
    expect(parseDefinitions(definitionYaml(definitions[0]!), 'again.yaml')).toEqual([definitions[0]])
  })

  it('is refused with the file, the path and the problem of everything wrong', () => {
    const error = problemsOf(
      whole
        .replace('weight: 0.06', 'weight: 7')
        .replace('baselineProbability: 0.06', 'baselineProbability: 2')
        .replace('keywords', 'keyword'),
    )
    expect(error.message).toContain('trends/strait.yaml')
    expect(error.problems.map((problem) => problem.field)).toEqual(
      expect.arrayContaining(['baselineProbability', 'indicators[0].weight', 'indicators[0]']),
    )
    expect(error.message).toContain('keyword')
  })

  it('is refused for a signal used twice, a bad slug, broken YAML, and emptiness', () => {
    const twice = whole.replace(
      'alerts:',
      '  - { signal: naval_incident, direction: escalatory, weight: 0.1 }\nalerts:',
    )
    expect(problemsOf(twice).message).toContain('indicators[1].signal: "naval_incident" is used twice')
    expect(problemsOf(whole.replace('strait-closure', 'Strait Closure')).message).toContain('id: use lower-case')
    expect(problemsOf('id: [broken').message).toContain('line ')
    expect(problemsOf('').message).toContain('trends/strait.yaml')
  })
})
