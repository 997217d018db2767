import { writeFileSync } from 'node:fs'
import { Command } from 'commander'
import { FEATURES, type Feature } from '../src/events/engine/features.ts'
import type { ModelFile } from '../src/events/engine/model.ts'
import { type BoostedTrees, compileTrees } from '../src/events/engine/trees.ts'
import { type BoostOptions, boost } from './clustering/boost.ts'
import { type Figures, figuresOf } from './clustering/figures.ts'
import { type LabelledItem, readLabelledStreams } from './clustering/labelled-stream.ts'
import { type FoldedSample, type FoldJudge, replay, type Thresholds } from './clustering/replay.ts'

/** More of these can only speak for joining, more of those only against it: what holds on any stream. */
const raising: readonly Feature[] = [
  'title',
  'lead',
  'body',
  'names',
  'pairs',
  'nearest',
  'topic',
  'topicRarity',
  'titleKnown',
  'bodyKnown',
  'logSize',
  'owners',
]
const lowering: readonly Feature[] = ['gapDays', 'ageDays', 'sameOwner']
/** Habits of the tuning stream rather than of news: one report per outlet and story. */
const leftOut: readonly Feature[] = ['sameOwner']

const options: BoostOptions = {
  trees: 70,
  depth: 4,
  rate: 0.18,
  minimumWeight: 8,
  penalty: 5,
  monotone: FEATURES.map((feature) => (raising.includes(feature) ? 1 : lowering.includes(feature) ? -1 : 0)),
  without: indexesOf(leftOut),
}

const program = new Command('train-clusters')
  .description('fits the join model of cluster-events on a labelled stream and reports cross-validated figures')
  .argument('<documents>', 'NDJSON, .gz too, in time order')
  .argument('<labels>', 'TSV: id, story, origin')
  .option('--out <file>', 'where to write the model fitted on everything')
  .option('--folds <count>', 'folds over stories', Number, 5)
  .option('--without <features>', 'features to leave out, separated by commas (ablation)')
  .option('--sparse <score>', 'least score to join while little is active', Number, 0.43)
  .option('--dense <score>', 'least score to join among many active events', Number, 0.75)
  .option('--dense-at <events>', 'active events that count as many', Number, 360)
  .option('--bridge <score>', 'least score of a second event to be compared with the first', Number, 0.8)
  .option('--merge-threshold <score>', 'least score for two events to become one', Number, 0.98)
  .parse()

const [documents = '', labels = ''] = program.args
const given = program.opts<{
  out?: string
  folds: number
  without?: string
  sparse: number
  dense: number
  denseAt: number
  bridge: number
  mergeThreshold: number
}>()
const { out, folds, without, bridge, mergeThreshold } = given
const thresholds: Thresholds = {
  threshold: { sparse: given.sparse, dense: given.dense, denseAt: given.denseAt },
  bridge,
  mergeThreshold,
}
/** While the model learns from its own mistakes it joins at even odds and merges nothing. */
const learning: Thresholds = { threshold: { sparse: 0.5, dense: 0.5, denseAt: 1 }, bridge: 2, mergeThreshold: 2 }
if (without) options.without = new Set([...options.without, ...indexesOf(without.split(',') as Feature[])])

const streams = await readLabelledStreams(documents, labels, folds)
const items = streams[0] ?? []
const pool = collect()
const figures = report('cross-validated', items, replay(items, folds, thresholds, foldJudge(pool)).found)
if (out) writeFileSync(out, modelText(boost(pool, options), figures))

/**
 * Comparisons to learn from: every stream replayed under its labels, then again under models fitted on those, so that
 * the model learns to live with its own mistakes (DAgger; Ross, Gordon & Bagnell 2011).
 */
function collect(): FoldedSample[] {
  const taught = streams.flatMap((stream) => replay(stream, folds, learning).samples)
  const judge = foldJudge(taught)
  return taught.concat(streams.flatMap((stream) => replay(stream, folds, learning, judge).samples))
}

/** Judges an item by the model fitted without its story's fold, on either side of a comparison. */
function foldJudge(samples: readonly FoldedSample[]): FoldJudge {
  const models = Array.from({ length: folds }, (_, fold) =>
    compileTrees(
      boost(
        samples.filter((sample) => sample.fold !== fold && sample.candidateFold !== fold),
        options,
      ),
    ),
  )
  return (fold, row) => models[fold]!(row)
}

function report(name: string, stream: readonly LabelledItem[], grouping: readonly number[]): Record<string, Figures> {
  const parts: Record<string, Figures> = {
    all: figuresOf(
      stream.map((item) => item.story),
      grouping,
    ),
  }
  for (const origin of [...new Set(stream.map((item) => item.origin))].sort()) {
    const rows = stream.map((item, i) => ({ ...item, i })).filter((item) => item.origin === origin)
    parts[origin] = figuresOf(
      rows.map((item) => item.story),
      rows.map(({ i }) => grouping[i]!),
    )
  }
  const text = Object.entries(parts).map(
    ([part, f]) =>
      `${part} ${f.precision.toFixed(3)}/${f.recall.toFixed(3)}/${f.f1.toFixed(4)} pw ${f.pairwise.toFixed(3)}`,
  )
  console.log(`${name}: ${text.join(' | ')}`)
  return parts
}

function modelText({ base, trees }: BoostedTrees, crossValidated: Record<string, Figures>): string {
  const file: Omit<ModelFile, 'trees'> = {
    about:
      'Join model of cluster-events: boosted trees over the features below. Made by scripts/train-clusters.ts, never edited by hand.',
    features: FEATURES,
    ...thresholds,
    fitted: {
      items: items.length,
      stories: new Set(items.map((item) => item.story)).size,
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
