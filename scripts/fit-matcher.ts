import { Command } from 'commander'
import { createLocalEmbedder } from '../src/embedding/index.ts'
import { messageOf } from '../src/errors.ts'
import { compileDefinition, createSecondOpinion } from '../src/trends/match/index.ts'
import { scorePairs } from '../src/trends/match/match-text.ts'
import { modelInputs } from '../src/trends/match/model.ts'
import { readText } from '../src/trends/match/read-text.ts'
import { readDefinitions } from './commands/match.ts'
import { joinLabels, type LabelledItem, readLabelledItems } from './labelled-items.ts'

/** One (item, indicator) pair: inputs of the model and whether the item was labelled with it. */
interface Sample {
  inputs: Record<string, number>
  label: 0 | 1
}

const program = new Command('fit-matcher')
  .description('fits the weights of src/trends/match/model.ts on labelled items and prints them')
  .requiredOption('--feeds <dir>', 'folder of recorded feeds that hold the labelled items of examples/labels')

const STEPS = 400
const LEARNING_RATE = 0.08
const L2 = 0.5

async function run(feeds: string): Promise<void> {
  const sets: [string, LabelledItem[]][] = [
    ['examples/trends', await joinLabels('examples/labels/spring-2025.ndjson', feeds)],
    ['test/fixtures/matching/definitions', await readLabelledItems('test/fixtures/matching/items.ndjson')],
  ]
  const words: Sample[] = []
  const meaning: Sample[] = []
  const embedder = createLocalEmbedder()
  try {
    for (const [folder, items] of sets) {
      const compiled = (await readDefinitions(folder)).map((definition) => compileDefinition(definition))
      const opinion = await createSecondOpinion(embedder, compiled)
      const compare = await opinion.compare(items.map((item) => item.text))
      for (const { text, labels } of items)
        for (const definition of compiled) {
          const signalOf = (at: number) => definition.indicators[at]?.signal ?? ''
          const pairs = scorePairs(definition, readText(text), (at) => compare(definition, text, signalOf(at)))
          for (const { indicator, features, standing, similarity } of pairs) {
            const label = labels.includes(`${definition.id}/${signalOf(indicator)}`) ? 1 : 0
            words.push({ inputs: modelInputs(features, standing), label })
            if (similarity) meaning.push({ inputs: modelInputs(features, standing, similarity), label })
          }
        }
    }
  } finally {
    await embedder.close()
  }
  console.log(JSON.stringify({ WORDS_ONLY: fitWeights(words), WITH_SIMILARITY: fitWeights(meaning) }, null, 2))
}

/** Logistic regression with a ridge on all weights but the bias, by Adam (Kingma and Ba 2015) on the full set. */
function fitWeights(samples: readonly Sample[]): Record<string, number> {
  const names = Object.keys(samples[0]?.inputs ?? {})
  const rows = samples.map(({ inputs }) => Float64Array.from(names, (name) => inputs[name] ?? 0))
  const weights = new Float64Array(names.length)
  const mean = new Float64Array(names.length)
  const square = new Float64Array(names.length)
  for (let step = 1; step <= STEPS; step++) {
    const gradient = weights.map((weight, k) => (names[k] === 'bias' ? 0 : L2 * weight))
    rows.forEach((row, i) => {
      const logit = row.reduce((sum, value, k) => sum + value * (weights[k] as number), 0)
      const error = 1 / (1 + Math.exp(-logit)) - (samples[i] as Sample).label
      for (let k = 0; k < row.length; k++) gradient[k] = (gradient[k] as number) + error * (row[k] as number)
    })
    for (let k = 0; k < weights.length; k++) {
      const slope = gradient[k] as number
      mean[k] = 0.9 * (mean[k] as number) + 0.1 * slope
      square[k] = 0.999 * (square[k] as number) + 0.001 * slope * slope
      const scale = Math.sqrt((square[k] as number) / (1 - 0.999 ** step)) + 1e-8
      weights[k] = (weights[k] as number) - (LEARNING_RATE * (mean[k] as number)) / (1 - 0.9 ** step) / scale
    }
  }
  return Object.fromEntries(names.map((name, k) => [name, Math.round((weights[k] as number) * 1e3) / 1e3]))
}

try {
  await run(program.parse().opts<{ feeds: string }>().feeds)
} catch (error) {
  console.error(`fit-matcher: ${messageOf(error)}`)
  process.exitCode = 1
}
