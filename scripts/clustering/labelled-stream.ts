import { readFileSync } from 'node:fs'
import { type ItemVectors, vectorsOf } from '../../src/events/engine/document.ts'
import { type ClusterLine, readClusterLines } from '../commands/cluster-input.ts'

/** One item of a labelled stream. `story` is what a grouping should find; `fold` splits stories, not items. */
export interface LabelledItem {
  vectors: ItemVectors
  story: string
  origin: string
  fold: number
}

/** A stream to learn from, with how it was read from the labelled one. */
interface Reading {
  /** Part of the stories (story hash modulo `parts`), all of them when undefined. */
  part?: number
  /** Factor on the time between items. */
  stretch: number
  /** Whether texts are left out, so that headlines alone decide. */
  headlines: boolean
}

const parts = 6
/**
 * The stream as it is, then sparse streams of a sixth of its stories each, some slower and some without texts: so that
 * the model leans neither on the density and pace of one stream nor on who comes with a text.
 */
const readings: readonly Reading[] = [
  { stretch: 1, headlines: false },
  { part: 0, stretch: 1, headlines: false },
  { part: 1, stretch: 1, headlines: true },
  { part: 2, stretch: 2, headlines: false },
  { part: 3, stretch: 1, headlines: false },
  { part: 4, stretch: 2, headlines: true },
  { part: 5, stretch: 1, headlines: false },
]

/** Reads a stream (NDJSON, `.gz` too) and its labels (TSV: id, story, origin); the stream as it is comes first. */
export async function readLabelledStreams(documents: string, labels: string, folds: number): Promise<LabelledItem[][]> {
  const labelOf = readLabels(labels)
  const lines: (ClusterLine & { story: string; origin: string })[] = []
  for await (const line of readClusterLines(documents)) {
    const label = labelOf.get(line.id)
    if (!label) throw new Error(`${documents}: ${line.id} has no label`)
    lines.push({ ...line, ...label })
  }
  const start = lines[0]?.publishedAt ?? 0
  return readings.map(({ part, stretch, headlines }) =>
    lines
      .filter(({ story }) => part === undefined || hash(`part ${story}`) % parts === part)
      .map((line, i) => ({
        vectors: vectorsOf({
          seq: i + 1,
          title: line.title,
          text: headlines ? '' : line.text,
          owner: line.source?.toLowerCase() ?? null,
          time: start + ((line.publishedAt ?? start) - start) * stretch,
          language: line.language,
        }),
        story: line.story,
        origin: line.origin,
        fold: hash(line.story) % folds,
      })),
  )
}

/** Story and origin by id, of a TSV file with a header line. */
export function readLabels(path: string): Map<string, { story: string; origin: string }> {
  const lines = readFileSync(path, 'utf8').trim().split('\n').slice(1)
  return new Map(
    lines.map((line) => {
      const [id = '', story = '', origin = 'all'] = line.split('\t')
      return [id, { story, origin }]
    }),
  )
}

/** Spreads stories over folds, the same way on every run (FNV-1a with a final mix). */
export function hash(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d)
  return (h ^ (h >>> 13)) >>> 0
}

/** Some of a stream's items as a stream of their own: arrival numbers without gaps. */
export function inOrder(items: readonly LabelledItem[]): LabelledItem[] {
  return items.map((item, i) => ({
    ...item,
    vectors: { ...item.vectors, seq: i + 1 },
  }))
}
