import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { InputError } from '../../src/errors.ts'
import { type TrendDefinitionInput, trendDefinition } from '../../src/trends/definition.ts'
import { definitionYaml, parseDefinitions } from '../../src/trends/definition-file.ts'
import { definitionSchema } from '../../src/trends/definition-schema.ts'

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

  it('names actors and places with their aliases, and says how where that is done wrong', () => {
    const withPlaces = (places: string) => whole.replace('keywords:', `places: ${places}\n    keywords:`)
    const [definition] = parseDefinitions(withPlaces('[Oman, { name: Iran, aliases: [Persia] }]'), 'strait.yaml')
    expect(definition?.indicators[0]?.places).toEqual(['Oman', { name: 'Iran', aliases: ['Persia'] }])
    expect(problemsOf(withPlaces('[7]')).message).toContain('indicators[0].places[0]: give a name, or a name and its')
    for (const wrong of ['[{ name: Iran }]', '[{ name: Iran, aliases: [] }]', '[{ name: Iran, alias: [Persia] }]'])
      expect(problemsOf(withPlaces(wrong)).message).toMatch(/indicators\[0\]\.places\[0\].*alias/)
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

const probability = fc.double({ min: 0.001, max: 0.999, noNaN: true })
/** Texts that YAML is known to misread: numbers, dates, booleans, markup of its own, several lines, other scripts. */
const text = fc
  .oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
    fc.constantFrom(
      'no',
      '~',
      'null',
      '1e3',
      '0x1f',
      '2027-01-01',
      '- a: b',
      '# c',
      '"',
      "'",
      'a: b',
      '%',
      '12:30',
      '&x',
      '*y',
      '!z',
      '|',
      '>',
      'a\n\n b',
      '---',
      '...',
      '\u2028x',
    ),
  )
  .filter((value) => value.trim() !== '')
const slug = fc.stringMatching(/^[a-z0-9]{1,12}(-[a-z0-9]{1,8}){0,2}$/)
const signal = fc.stringMatching(/^[a-z0-9]{1,12}(_[a-z0-9]{1,8}){0,2}$/)
const day = fc.constantFrom('2027-01-01', '2027-01-01T12:00:00Z', '2026-02-28T23:59:59.999+02:00')
const halfLifeDays = fc.double({ min: 0.01, max: 3_650, noNaN: true })
const words = fc.array(text, { maxLength: 3 })
const names = fc.array(
  fc.oneof(text, fc.record({ name: text, aliases: fc.array(text, { minLength: 1, maxLength: 3 }) })),
  { maxLength: 3 },
)
const some = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })

const definitionInput: fc.Arbitrary<TrendDefinitionInput> = fc
  .record({
    id: slug,
    name: text,
    question: text,
    description: some(text),
    resolution: some(fc.record({ by: day, basis: fc.string({ unit: 'grapheme', maxLength: 30 }) })),
    baselineProbability: probability,
    halfLifeDays: some(halfLifeDays),
    indicators: fc.uniqueArray(
      fc.record({
        signal,
        direction: fc.constantFrom('escalatory' as const, 'deescalatory' as const),
        weight: fc.double({ min: 0.001, max: 0.5, noNaN: true }),
        halfLifeDays: some(halfLifeDays),
        description: fc.string({ unit: 'grapheme', maxLength: 60 }),
        keywords: words,
        actors: names,
        places: names,
      }),
      { minLength: 1, maxLength: 4, selector: (entry) => entry.signal },
    ),
    alerts: fc.array(
      fc.oneof(
        fc.record({ above: probability }),
        fc.constant({ above: 0.5, rearmBelow: 0.4 }),
        fc.constant({ below: 0.1, rearmAbove: 0.2 }),
        fc.record({ tripwire: probability }),
        fc.constant({ viral: true as const }),
        fc.record({ moveOver: probability, withinHours: fc.integer({ min: 1, max: 100 }) }),
        fc.constant({ blind: true as const }),
      ),
      { maxLength: 3 },
    ),
    sources: words,
    excludes: fc.array(slug, { maxLength: 2 }),
    implies: fc.array(slug, { maxLength: 2 }),
    ownerCap24h: some(fc.double({ min: 0.01, max: 10, noNaN: true })),
    effectiveFrom: some(day),
  })
  .filter(({ id, excludes, implies }) => ![...excludes, ...implies].includes(id))
  .map((input) => JSON.parse(JSON.stringify(input)) as TrendDefinitionInput)

describe('import and export', () => {
  it('give back every definition unchanged, alone and several in one file', () => {
    fc.assert(
      fc.property(definitionInput, definitionInput, (one, other) => {
        const definitions = [trendDefinition.parse(one), trendDefinition.parse(other)]
        for (const definition of definitions)
          expect(parseDefinitions(definitionYaml(definition), 'export')).toEqual([definition])
        const file = definitions.map((definition) => definitionYaml(definition)).join('---\n')
        expect(parseDefinitions(file, 'export')).toEqual(definitions)
        // What a program sends as JSON reads the same.
        expect(parseDefinitions(JSON.stringify(one), 'request')).toEqual([definitions[0]])
      }),
      { numRuns: 500 },
    )
  })
})

describe('the JSON Schema', () => {
  const accepts = new Ajv({ strict: false, validateFormats: false }).compile(definitionSchema())

  it('in the repository is the one made from the code: npx bellwether trends schema > docs/trend-definition.schema.json', () => {
    const kept = new URL('../../docs/trend-definition.schema.json', import.meta.url)
    expect(JSON.parse(readFileSync(kept, 'utf8'))).toEqual(definitionSchema())
  })

  it('accepts what is read without complaint, and refuses the usual mistakes', () => {
    fc.assert(
      fc.property(definitionInput, (input) => {
        expect(accepts(input), JSON.stringify(accepts.errors)).toBe(true)
      }),
      { numRuns: 300 },
    )
    const file = () => parse(whole) as Record<string, unknown>
    expect(accepts(file())).toBe(true)
    expect(accepts({ ...file(), baselineProbability: 2 })).toBe(false)
    expect(accepts({ ...file(), baseline: 0.1 })).toBe(false)
    expect(accepts({ ...file(), id: 'Strait Closure' })).toBe(false)
    const asking = (indicator: object) =>
      accepts({ ...file(), indicators: [{ signal: 'x', direction: 'escalatory', weight: 0.1, ...indicator }] })
    expect(asking({ direction: 'up' })).toBe(false)
    expect(asking({ actors: [{ name: 'Iran', aliases: ['Persia'] }] })).toBe(true)
    expect(asking({ actors: [{ name: 'Iran', alias: 'Persia' }] })).toBe(false)
  })
})
