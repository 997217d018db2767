import { createHash } from 'node:crypto'
import { Command } from 'commander'
import { createLocalEmbedder, createTextVectors } from '../src/embedding/index.ts'
import { messageOf } from '../src/errors.ts'
import { compiledFor } from '../src/trends/match/compiled-for.ts'
import { damping, scorePairs } from '../src/trends/match/match-text.ts'
import { modelInputs } from '../src/trends/match/model.ts'
import { readWith } from '../src/trends/match/read-text.ts'
import { createConsult } from '../src/trends/match/second-opinion.ts'
import { type LabelledSet, readLabelledSets } from './matching/labelled-sets.ts'
import { chanceOf, fitLogistic, type Samples } from './matching/logistic.ts'

/** One item with every pair worth a verdict. */
interface FitItem {
  set: string
  fold: number
  labels: string[]
  pairs: { name: string; fold: number; inputs: Record<string, number>; damping: number }[]
}

const FOLDS = 8
/**
 * Inputs that say next to nothing by words alone. Whatever speaks for a pair that the screen cannot look at widens the screen for all,
 * so these are weighed with the second opinion only.
 */
const LEFT_TO_MEANING = ['topic', 'topicTimesDescribed', 'core', 'namedInTitle', 'agrees']
const RIDGE = 5
/** An irrelevant item's pairs count this often: a false alarm costs more than a miss. */
const IRRELEVANT_WEIGHT = 3
/** Share of irrelevant items that the threshold lets through. Half of the recorded ones were picked as hard, so they count half. */
const FALSE_ALARMS = 0.06
const SET_WEIGHTS: Record<string, number> = { 'recorded feeds': 0.5 }

const program = new Command('fit-matcher')
  .description(
    'fits the weights and thresholds of src/trends/match on labelled items, prints them and how they did on trends left out',
  )
  .requiredOption('--feeds <dir>', 'folder of recorded feeds that hold the labelled items of examples/labels')

async function run(feeds: string): Promise<void> {
  const sets = await readLabelledSets(feeds)
  for (const withMeaning of [false, true]) {
    const items = await fitItems(sets, withMeaning)
    const names = [...new Set(items.flatMap((item) => item.pairs.flatMap((pair) => Object.keys(pair.inputs))))]
    names.push(...names.splice(names.indexOf('bias'), 1))
    if (!withMeaning) for (const name of LEFT_TO_MEANING) names.splice(names.indexOf(name), 1)
    const predicted = items.map((): { chance: number; name: string } => ({ chance: 0, name: '' }))
    for (let fold = 0; fold < FOLDS; fold++) {
      const fitted = fitLogistic(samplesOf(items, names, fold), RIDGE)
      items.forEach((item, at) => {
        if (item.fold === fold) predicted[at] = bestOf(item, names, fitted)
      })
    }
    // A fold is judged at the threshold that the other folds ask for.
    const thresholds = Array.from({ length: FOLDS }, (_, fold) =>
      thresholdOf(items, predicted, (item) => item.fold !== fold),
    )
    console.error(withMeaning ? 'with second opinion, trends left out:' : 'words alone, trends left out:')
    for (const { name } of sets) printSet(name, items, predicted, thresholds)
    const shipped = thresholdOf(items, predicted, () => true)
    const fitted = fitLogistic(samplesOf(items, names), RIDGE)
    console.log(withMeaning ? 'WITH_SIMILARITY' : 'WORDS_ONLY', `threshold ${shipped.toFixed(3)}`)
    console.log(
      JSON.stringify(Object.fromEntries(names.map((name, k) => [name, Number(fitted[k]?.toFixed(3))])), null, 2),
    )
  }
}

async function fitItems(sets: readonly LabelledSet[], withMeaning: boolean): Promise<FitItem[]> {
  const embedder = createLocalEmbedder()
  const consult = createConsult(
    createTextVectors(embedder),
    (problem) => console.error(problem),
    () => true,
  )
  const fitted: FitItem[] = []
  try {
    for (const { name: set, definitions, items } of sets) {
      const questions = items.flatMap(({ text }) => definitions.map((definition) => ({ definition, texts: [text] })))
      const opinion = withMeaning ? await consult(questions) : undefined
      for (const { text, labels } of items) {
        const pairs = definitions.flatMap((definition) => {
          const compiled = compiledFor(definition, text.language)
          const read = readWith(text, compiled.aliases)
          const signalOf = (at: number) => definition.indicators[at]?.signal ?? ''
          const similarityOf = opinion && ((at: number) => opinion.compare(definition, text, signalOf(at)))
          return scorePairs(compiled, read, similarityOf).map((pair) => ({
            name: `${definition.id}/${signalOf(pair.indicator)}`,
            fold: foldOf(definition.id),
            inputs: modelInputs(pair.features, pair.standing, pair.similarity),
            damping: damping(read, pair),
          }))
        })
        const subject = labels[0]?.split('/')[0] ?? text.itemId
        fitted.push({ set, fold: foldOf(subject), labels, pairs })
      }
    }
  } finally {
    await embedder.close()
  }
  return fitted
}

function foldOf(name: string): number {
  return createHash('md5').update(`${name}x`).digest().readUInt32BE(0) % FOLDS
}

/** Pairs of items and trends outside `without`. */
function samplesOf(items: readonly FitItem[], names: readonly string[], without?: number): Samples {
  const samples: Samples = { rows: [], labels: [], weights: [] }
  for (const item of items) {
    if (item.fold === without) continue
    for (const pair of item.pairs) {
      if (pair.fold === without) continue
      samples.rows.push(rowOf(pair.inputs, names))
      samples.labels.push(item.labels.includes(pair.name) ? 1 : 0)
      samples.weights.push(item.labels.length === 0 ? IRRELEVANT_WEIGHT : 1)
    }
  }
  return samples
}

function rowOf(inputs: Record<string, number>, names: readonly string[]): Float64Array {
  return Float64Array.from(names, (name) => inputs[name] ?? 0)
}

function bestOf(item: FitItem, names: readonly string[], fitted: Float64Array): { chance: number; name: string } {
  let best = { chance: 0, name: '' }
  for (const pair of item.pairs) {
    const chance = chanceOf(rowOf(pair.inputs, names), fitted) * pair.damping
    if (chance > best.chance) best = { chance, name: pair.name }
  }
  return best
}

/** Lowest threshold at which the wanted share of irrelevant items is reported, the sets counting alike but for `SET_WEIGHTS`. */
function thresholdOf(
  items: readonly FitItem[],
  predicted: readonly { chance: number }[],
  counts: (item: FitItem) => boolean,
): number {
  const names = [...new Set(items.map((item) => item.set))]
  for (let threshold = 0.01; threshold < 0.99; threshold += 0.0025) {
    let alarms = 0
    let all = 0
    for (const set of names) {
      const chances = predicted.filter((_, i) => {
        const item = items[i] as FitItem
        return item.set === set && item.labels.length === 0 && counts(item)
      })
      const weight = SET_WEIGHTS[set] ?? 1
      alarms += (weight * chances.filter(({ chance }) => chance >= threshold).length) / Math.max(1, chances.length)
      all += weight
    }
    if (alarms / all <= FALSE_ALARMS) return threshold
  }
  return 0.99
}

function printSet(
  set: string,
  items: readonly FitItem[],
  predicted: readonly { chance: number; name: string }[],
  thresholds: readonly number[],
): void {
  const rows = items.flatMap((item, i) => {
    const found = predicted[i]
    const said = (found?.chance ?? 0) >= (thresholds[item.fold] ?? 1) ? found?.name : undefined
    return item.set === set ? [{ item, said }] : []
  })
  const relevant = rows.filter(({ item }) => item.labels.length > 0)
  const others = rows.filter(({ item }) => item.labels.length === 0)
  const right = relevant.filter(({ item, said }) => said !== undefined && item.labels.includes(said)).length
  const alarms = others.filter(({ said }) => said !== undefined).length
  const percent = (part: number, whole: number) => `${((100 * part) / whole).toFixed(0)} %`
  console.error(`  ${set}: right ${percent(right, relevant.length)}, false alarms ${percent(alarms, others.length)}`)
}

try {
  await run(program.parse().opts<{ feeds: string }>().feeds)
} catch (error) {
  console.error(`fit-matcher: ${messageOf(error)}`)
  process.exitCode = 1
}
