import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readLabelledItems } from '../../../scripts/labelled-items.ts'
import { readDefinitions } from '../../../scripts/read-definitions.ts'
import { compiledFor } from '../../../src/trends/match/compiled-for.ts'
import { matcher, matchTrends } from '../../../src/trends/match/index.ts'
import { wordPairs } from '../../../src/trends/match/match-text.ts'
import { probability } from '../../../src/trends/match/model.ts'
import { readText } from '../../../src/trends/match/read-text.ts'
import { createScreen } from '../../../src/trends/match/screen.ts'
import type { MatchText } from '../../../src/trends/match-types.ts'

const folder = new URL('../../fixtures/matching/', import.meta.url).pathname
const definitions = [
  ...readDefinitions(`${folder}definitions`),
  ...readDefinitions(new URL('../../../examples/trends', import.meta.url).pathname),
]

describe('the screen over many definitions', () => {
  it('changes no match', async () => {
    const texts = (await readLabelledItems(`${folder}items.ndjson`)).map((item) => item.text)
    const { screen: _, ...unscreened } = matcher
    const all = await matchTrends(unscreened, definitions, texts)
    expect(await matchTrends(matcher, definitions, texts)).toEqual(all)
    expect(all.flat().length).toBeGreaterThan(texts.length / 4)
  })

  it('leaves out no definition with an indicator above the floor, whatever the text', () => {
    const words = definitions.flatMap((d) =>
      [d.name, d.question, ...d.indicators.flatMap((entry) => [entry.description, ...entry.keywords, ...entry.places])]
        .join(' ')
        .split(/\s+/),
    )
    const phrase = (maxLength: number) =>
      fc
        .tuple(fc.nat(words.length - 1), fc.nat(maxLength), fc.array(fc.constantFrom(...words), { maxLength }))
        .map(([at, length, others]) => [...words.slice(at, at + length), ...others].join(' '))
    const floors = [0.02, 0.245]
    const screens = floors.map((floor) => createScreen(definitions, floor))
    let kept = 0
    fc.assert(
      fc.property(phrase(20), phrase(60), fc.constantFrom('en', 'de', null), (title, text, language) => {
        const item: MatchText = {
          ...{ itemId: 'a', title, text, language, publishedAt: new Date(0) },
          ...{ entities: [], places: [], duplicateOf: null },
        }
        const read = readText(item)
        floors.forEach((floor, at) => {
          const shown = new Set(screens[at]?.(item))
          kept += shown.size
          for (const definition of definitions) {
            const pairs = wordPairs(read, compiledFor(definition, language))
            const best = pairs.map((pair) => probability({ ...pair.features, opposes: 0 }, pair.standing))
            if (Math.max(0, ...best) >= floor) expect(shown).toContain(definition)
          }
        })
      }),
      { numRuns: 150 },
    )
    expect(kept).toBeLessThan(0.75 * floors.length * 150 * definitions.length)
  })
})
