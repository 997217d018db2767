import type { Cluster, FieldSum } from './cluster.ts'
import { type ItemVectors, type TermVector, UNIT } from './document.ts'
import type { Frequencies } from './frequencies.ts'

/** What the model sees of an item and an event that might take it. The order is that of the fitted coefficients. */
export const FEATURES = [
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
  'numbers',
  'gapDays',
  'ageDays',
  'logSize',
  'rate',
  'owners',
  'sameOwner',
  'itemText',
  'clusterText',
  'bodyMargin',
  'titleMargin',
  'leadMargin',
] as const
export type Feature = (typeof FEATURES)[number]

const DAY = 86_400_000

/** One vector of an item under tf·idf, worked out once and compared with every candidate. */
interface Weighed {
  ids: Int32Array
  /** weight · idf² of each term: times an event's sum it is that term's part of the dot product. */
  factors: Float64Array
  idfs: Float64Array
  /** Sum of idf over the terms. */
  mass: number
  norm: number
}

interface WeighedItem {
  item: ItemVectors
  title: Weighed
  lead: Weighed
  body: Weighed
  names: Weighed
  pairs: Weighed
  /** The title's factors by term. */
  titleFactors: Map<number, number>
}

/** Features of `item` against each candidate, one row per candidate, in the order of FEATURES. */
export function featuresOf(
  item: ItemVectors,
  candidates: readonly Cluster[],
  frequencies: Frequencies,
): Float64Array[] {
  const title = weigh(item.title, frequencies)
  const weighed: WeighedItem = {
    item,
    title,
    lead: weigh(item.lead, frequencies),
    body: weigh(item.body, frequencies),
    names: weigh(item.names, frequencies),
    pairs: weigh(item.pairs, frequencies),
    titleFactors: new Map(Array.from(title.ids, (id, i) => [id, title.factors[i]!])),
  }
  const rows = candidates.map((cluster) => rowOf(weighed, cluster, frequencies))
  margins(rows, BODY, BODY_MARGIN)
  margins(rows, TITLE, TITLE_MARGIN)
  margins(rows, LEAD, LEAD_MARGIN)
  return rows
}

const BODY = FEATURES.indexOf('body')
const TITLE = FEATURES.indexOf('title')
const LEAD = FEATURES.indexOf('lead')
const BODY_MARGIN = FEATURES.indexOf('bodyMargin')
const TITLE_MARGIN = FEATURES.indexOf('titleMargin')
const LEAD_MARGIN = FEATURES.indexOf('leadMargin')

function weigh(vector: TermVector, f: Frequencies): Weighed {
  const { ids, weights } = vector
  const factors = new Float64Array(ids.length)
  const idfs = new Float64Array(ids.length)
  let square = 0
  let mass = 0
  for (let i = 0; i < ids.length; i++) {
    const idf = f.idf(ids[i]!)
    const weight = weights[i]! * idf
    idfs[i] = idf
    factors[i] = weight * idf
    square += weight * weight
    mass += idf
  }
  return { ids, factors, idfs, mass, norm: Math.sqrt(square) }
}

function rowOf(weighed: WeighedItem, cluster: Cluster, f: Frequencies): Float64Array {
  const { item } = weighed
  const row = new Float64Array(FEATURES.length)
  row[0] = cosineOf(weighed.title, cluster.fields.title, f)
  row[1] = cosineOf(weighed.lead, cluster.fields.lead, f)
  bodyFeatures(weighed.body, cluster.fields.body, f, row)
  row[3] = cosineOf(weighed.names, cluster.fields.names, f)
  row[4] = cosineOf(weighed.pairs, cluster.fields.pairs, f)
  row[5] = nearest(weighed, cluster, f)
  topic(weighed.title, cluster, f, row)
  row[10] = numbers(item, cluster)
  row[11] = Math.max(0, item.time - cluster.lastTime, cluster.firstTime - item.time) / DAY
  row[12] = Math.abs(item.time - cluster.firstTime) / DAY
  row[13] = Math.log(cluster.size)
  row[14] = Math.log((1 + cluster.size) / (1 + (cluster.lastTime - cluster.firstTime) / (DAY / 4)))
  row[15] = Math.log(1 + cluster.owners.size)
  row[16] = item.owner !== null && cluster.owners.has(item.owner) ? 1 : 0
  row[17] = item.hasText ? 1 : 0
  row[18] = cluster.withText / cluster.size
  return row
}

function cosineOf(vector: Weighed, field: FieldSum, f: Frequencies): number {
  const { ids, factors, norm } = vector
  let dot = 0
  for (let i = 0; i < ids.length; i++) {
    const sum = field.sums.get(ids[i]!)
    if (sum !== undefined) dot += factors[i]! * sum
  }
  return dot === 0 ? 0 : dot / (norm * field.norm(f))
}

/** Body cosine, and the share of the item's rare-word mass that the event has used at all. */
function bodyFeatures(vector: Weighed, field: FieldSum, f: Frequencies, row: Float64Array): void {
  const { ids, factors, idfs, mass, norm } = vector
  let dot = 0
  let any = 0
  for (let i = 0; i < ids.length; i++) {
    const sum = field.sums.get(ids[i]!)
    if (sum === undefined) continue
    dot += factors[i]! * sum
    any += idfs[i]!
  }
  row[2] = dot === 0 ? 0 : dot / (norm * field.norm(f))
  row[9] = mass > 0 ? any / mass : 0
}

/** Best title cosine with one of the event's latest items: an event drifts, its newest reports say where to. */
function nearest({ title, titleFactors }: WeighedItem, cluster: Cluster, f: Frequencies): number {
  if (title.norm === 0) return 0
  let best = 0
  for (const other of cluster.latest) {
    const { ids, weights } = other.title
    let dot = 0
    let square = 0
    for (let i = 0; i < ids.length; i++) {
      const factor = titleFactors.get(ids[i]!)
      if (factor !== undefined) dot += weights[i]! * factor
      const weight = weights[i]! * f.idf(ids[i]!)
      square += weight * weight
    }
    if (dot > 0) best = Math.max(best, dot / (title.norm * Math.sqrt(square)))
  }
  return best
}

/**
 * How the item's headline relates to what the event is about: the share of its rare-word mass the event's openings use
 * (weighted by how many of them do), how rare the rarest word is that a good part of them has (0..1), and the share used by any.
 */
function topic({ ids, idfs, mass }: Weighed, cluster: Cluster, f: Frequencies, row: Float64Array): void {
  const { sums } = cluster.fields.lead
  let shared = 0
  let any = 0
  let rarest = 0
  for (let i = 0; i < ids.length; i++) {
    const sum = sums.get(ids[i]!)
    if (sum === undefined) continue
    const idf = idfs[i]!
    const share = Math.min(1, sum / (UNIT * cluster.size))
    shared += idf * Math.min(1, 2 * share)
    any += idf
    rarest = Math.max(rarest, idf * Math.min(1, 3 * share))
  }
  row[6] = mass > 0 ? shared / mass : 0
  row[7] = rarest / f.maximum
  row[8] = mass > 0 ? any / mass : 0
}

/** Numbers in headline and opening: share of the item's that the event has too, −share when both have some and none agree. */
function numbers(item: ItemVectors, cluster: Cluster): number {
  if (item.numbers.length === 0 || cluster.numbers.size === 0) return 0
  let shared = 0
  for (const id of item.numbers) if (cluster.numbers.has(id)) shared++
  return shared === 0 ? -1 / cluster.size : shared / item.numbers.length
}

/** How far each candidate is ahead of the best other one in `from`, written to `to`. */
function margins(rows: readonly Float64Array[], from: number, to: number): void {
  let first = 0
  let second = 0
  for (const row of rows) {
    if (row[from]! > first) {
      second = first
      first = row[from]!
    } else if (row[from]! > second) second = row[from]!
  }
  for (const row of rows) row[to] = row[from]! - (row[from] === first ? second : first)
}
