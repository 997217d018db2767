import { type TrendDefinition, trendDefinition } from '../../src/trends/definition.ts'
import type { MatchText } from '../../src/trends/match-types.ts'
import { type LabelledItem, readLabelledItems } from '../labelled-items.ts'
import { readDefinitions } from '../read-definitions.ts'
import { relocate } from './relocate.ts'

const trendCount = 100
const indicatorCount = 10
const fixtures = new URL('../../test/fixtures/matching/', import.meta.url).pathname
const examples = new URL('../../examples/trends', import.meta.url).pathname
/** Of the 2,709 items of the recorded weeks (examples/README.md) 326 show something of one of six trends: one in eight. */
const itemsPerRelevantOne = 8

/** Trends to score against and the texts of events, over and over. */
export interface ScoringLoad {
  definitions: TrendDefinition[]
  texts: Pick<MatchText, 'title' | 'text'>[]
}

/**
 * The definitions at hand, several times as they are: an item about one of them concerns all its copies, and half of the items
 * are about one. Far more evidence than news makes.
 */
export async function denseLoad(): Promise<ScoringLoad> {
  const known = [...readDefinitions(`${fixtures}definitions`), ...readDefinitions(examples)]
  const items = await readLabelledItems(`${fixtures}items.ndjson`)
  return { definitions: hundredOf(known, (definition) => definition), texts: items.map((item) => item.text) }
}

/**
 * A hundred different trends: the definitions at hand, and these again about other countries. One item in eight is about one of
 * them, moved to its countries; the others are about none.
 */
export async function realisticLoad(): Promise<ScoringLoad> {
  const folders = [fixtures, `${fixtures}paraphrased/`]
  const known = [...folders.flatMap((folder) => readDefinitions(`${folder}definitions`)), ...readDefinitions(examples)]
  const items = (await Promise.all(folders.map((folder) => readLabelledItems(`${folder}items.ndjson`)))).flat()
  const copies = Math.ceil(trendCount / known.length)
  const relevant = spread(items.filter((item) => item.labels.length > 0)).flatMap((item) => {
    const place = known.findIndex((definition) => item.labels[0]?.startsWith(`${definition.id}/`))
    return Array.from({ length: copies }, (_, copy) => copy)
      .filter((copy) => copy * known.length + place < trendCount)
      .map((copy) => relocate({ title: item.text.title, text: item.text.text }, ['title'], copy))
  })
  const others = spread(items.filter((item) => item.labels.length === 0)).map((item) => item.text)
  const texts = Array.from({ length: relevant.length * itemsPerRelevantOne }, (_, at) => {
    const pool = at % itemsPerRelevantOne === 0 ? relevant : others
    return pool[
      Math.floor(at / (pool === relevant ? itemsPerRelevantOne : 1)) % pool.length
    ] as ScoringLoad['texts'][number]
  })
  return {
    definitions: hundredOf(known, (definition, copy) => relocate(definition, ['name', 'question'], copy)),
    texts,
  }
}

function hundredOf(
  known: readonly TrendDefinition[],
  vary: (definition: TrendDefinition, copy: number) => TrendDefinition,
): TrendDefinition[] {
  return Array.from({ length: trendCount }, (_, at) => {
    const definition = vary(known[at % known.length] as TrendDefinition, Math.floor(at / known.length))
    const indicators = Array.from({ length: indicatorCount }, (_, i) => {
      const indicator = definition.indicators[i % definition.indicators.length]
      return { ...(indicator as TrendDefinition['indicators'][number]), signal: `${indicator?.signal}_${i}` }
    })
    const alone = { alerts: [], excludes: [], implies: [], sources: [] }
    return trendDefinition.parse({ ...definition, id: `bench-scoring-${at}`, indicators, ...alone })
  })
}

/** In an order that mixes subjects, the same every time. */
function spread(items: readonly LabelledItem[]): LabelledItem[] {
  const step = 37
  return Array.from({ length: items.length }, (_, at) => items[(at * step) % items.length] as LabelledItem)
}
