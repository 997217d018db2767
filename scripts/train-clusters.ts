import { writeFileSync } from 'node:fs'
import { Command } from 'commander'
import { FEATURES, type Feature } from '../src/events/engine/features.ts'
import type { ModelFile } from '../src/events/engine/model.ts'
import { type BoostedTrees, compileTrees } from '../src/events/engine/trees.ts'
import { type BoostOptions, boost } from './clustering/boost.ts'
import { type Figures, figuresOf } from './clustering/figures.ts'
import { inOrder, type LabelledItem, readLabelledStreams } from './clustering/labelled-stream.ts'
import { groupStream, type PairJudge, type PairSample, samplePairs } from './clustering/replay.ts'

/** More of these may only speak for the same happening, more time between two items only against it; the rest as they like. */
const either: readonly Feature[] = ['rarest', 'numbers', 'texts']

const program = new Command('train-clusters')
  .description('fits the join model of cluster-events on a labelled stream and reports cross-validated figures')
  .argument('<documents>', 'NDJSON, .gz too, in time order')
  .argument('<labels>', 'TSV: id, story, origin')
  .option('--out <file>', 'where to write the model fitted on everything')
  .option('--folds <count>', 'folds over stories', Number, 5)
  .option('--without <features>', 'features to leave out, separated by commas (ablation)')
  .option('--threshold <likeness>', 'least mean likeness of two parts to be one event', Number, 0.22)
  .option('--quick', 'only the cross-validated figures of the stream itself')
  .parse()

const [documents = '', labels = ''] = program.args
const { out, folds, without, threshold, quick } = program.opts<{
  out?: string
  folds: number
  without?: string
  threshold: number
  quick?: boolean
}>()

const options: BoostOptions = {
  trees: 70,
  depth: 4,
  rate: 0.18,
  minimumWeight: 8,
  penalty: 5,
  monotone: FEATURES.map((feature) => (feature === 'gapDays' ? -1 : either.includes(feature) ? 0 : 1)),
  without: indexesOf((without?.split(',') ?? []) as Feature[]),
}

const streams = await readLabelledStreams(documents, labels, folds)
const items = streams[0] ?? []
const origins = [...new Set(items.map((item) => item.origin))].sort()
const samples = streams.flatMap((stream) => samplePairs(stream))
const judge = foldJudge()
const figures = report('cross-validated over stories', items, judge)
if (!quick) reportElsewhere()
if (out) writeFileSync(out, modelText(boost(samples, options), figures))

/** Judges a pair by the models fitted without the stories of either side. */
function foldJudge(): PairJudge {
  const models = Array.from({ length: folds }, (_, fold) => fitted((sample) => !sample.folds.includes(fold)))
  return (row, a, b) => (a.fold === b.fold ? models[a.fold]!(row) : (models[a.fold]!(row) + models[b.fold]!(row)) / 2)
}

/** How the model does where it was not fitted: each origin alone, sparse streams, and an origin it has seen nothing of. */
function reportElsewhere(): void {
  for (const origin of origins)
    report(`cross-validated, ${origin} alone`, inOrder(items.filter((item) => item.origin === origin)), judge)
  for (const [i, stream] of streams.slice(1).entries()) report(`cross-validated, sparse stream ${i + 1}`, stream, judge)
  for (const origin of origins) {
    const stranger = fitted((sample) => !sample.origins.includes(origin))
    report(`fitted without ${origin}, the whole stream`, items, stranger, origin)
    report(
      `fitted without ${origin}, ${origin} alone`,
      inOrder(items.filter((item) => item.origin === origin)),
      stranger,
    )
  }
}

function fitted(which: (sample: PairSample) => boolean): (row: readonly number[]) => number {
  return compileTrees(boost(samples.filter(which), options))
}

/** Groups a stream and prints its figures: of all items and of each origin, or of one origin only. */
function report(name: string, stream: readonly LabelledItem[], by: PairJudge, only?: string): Record<string, Figures> {
  const grouping = groupStream(stream, by, threshold)
  const parts: Record<string, Figures> = {}
  const present = origins.filter((origin) => stream.some((item) => item.origin === origin))
  for (const part of only ? [only] : present.length > 1 ? ['all', ...present] : present) {
    const rows = stream.map((item, i) => ({ ...item, i })).filter((item) => part === 'all' || item.origin === part)
    parts[part] = figuresOf(
      rows.map((item) => item.story),
      rows.map(({ i }) => grouping[i]!),
    )
  }
  const text = Object.entries(parts).map(
    ([part, f]) =>
      `${part} ${f.precision.toFixed(3)}/${f.recall.toFixed(3)}/${f.f1.toFixed(4)} pairwise ${f.pairwise.toFixed(3)}`,
  )
  console.log(`${name}: ${text.join(' | ')}`)
  return parts
}

function modelText({ base, trees }: BoostedTrees, crossValidated: Record<string, Figures>): string {
  const file: Omit<ModelFile, 'trees'> = {
    about:
      'Join model of cluster-events: boosted trees over the features below. Made by scripts/train-clusters.ts, never edited by hand.',
    features: FEATURES,
    threshold,
    fitted: {
      items: items.length,
      stories: new Set(items.map((item) => item.story)).size,
      pairs: samples.length,
      folds,
      options: { ...options, monotone: undefined, without: [...options.without].map((i) => FEATURES[i]) },
      crossValidated: rounded(crossValidated),
    },
    base: Number(base.toPrecision(6)),
  }
  const head = JSON.stringify(file, null, 2).slice(0, -2)
  return `${head},\n  "trees": [\n${trees.map((tree) => `    ${JSON.stringify(tree)}`).join(',\n')}\n  ]\n}\n`
}

function rounded(parts: Record<string, Figures>) {
  return Object.fromEntries(
    Object.entries(parts).map(([part, f]) => [
      part,
      Object.fromEntries(Object.entries(f).map(([name, value]) => [name, Number(value.toFixed(4))])),
    ]),
  )
}

function indexesOf(features: readonly Feature[]): Set<number> {
  return new Set(
    features.map((feature) => {
      const at = FEATURES.indexOf(feature)
      if (at < 0) throw new Error(`there is no feature ${feature}`)
      return at
    }),
  )
}
