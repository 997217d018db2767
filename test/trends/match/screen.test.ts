import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readLabelledItems } from '../../../scripts/labelled-items.ts'
import { readDefinitions } from '../../../scripts/read-definitions.ts'
import { compiledFor } from '../../../src/trends/match/compiled-for.ts'
import { matcher, matchTrends } from '../../../src/trends/match/index.ts'
import { wordPairs } from '../../../src/trends/match/match-text.ts'
import { probability } from '../../../src/trends/match/model.ts'
import { readWith } from '../../../src/trends/match/read-text.ts'
import { createScreen } from '../../../src/trends/match/screen.ts'
import type { MatchText } from '../../../src/trends/match-types.ts'
import { matchText, strait } from './strait.ts'

const folder = new URL('../../fixtures/matching/', import.meta.url).pathname
const plain = [
  ...readDefinitions(`${folder}definitions`),
  ...readDefinitions(new URL('../../../examples/trends', import.meta.url).pathname),
]
/** Its aliases are words of the others. */
const aliased = {
  ...strait,
  indicators: strait.indicators.map((entry) => ({
    ...entry,
    places: [{ name: 'Iran', aliases: ['blackout', 'crude output', 'general election', 'Supreme Leader'] }],
  })),
}
const definitions = [...plain, aliased]

describe('the screen over many definitions', () => {
  it('changes no match', async () => {
    const texts = (await readLabelledItems(`${folder}items.ndjson`)).map((item) => item.text)
    const { screen: _, ...unscreened } = matcher
    const all = await matchTrends(unscreened, definitions, texts)
    expect(await matchTrends(matcher, definitions, texts)).toEqual(all)
    expect(all.flat().length).toBeGreaterThan(texts.length / 4)
  })

  it('looks at a definition whose alias the text uses', async () => {
    const text = matchText('Dutch tanker seized by Supreme Leader')
    expect(createScreen([strait], 0.25)(text)).toEqual([])
    expect(await matchTrends(matcher, definitions, [text])).toMatchObject([[{ trend: aliased.id }]])
  })

  it('leaves out no definition with an indicator above the floor, whatever the text', () => {
    const words = plain.flatMap((d) =>
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
          duplicateOf: null,
        }
        floors.forEach((floor, at) => {
          const shown = new Set(screens[at]?.(item))
          kept += shown.size
          for (const definition of definitions) {
            const compiled = compiledFor(definition, language)
            const pairs = wordPairs(readWith(item, compiled.aliases), compiled)
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
