import { readClusterLines } from '../commands/cluster-input.ts'

/** A document to measure with; `publishedAt` in Unix milliseconds. */
export interface BenchDocument {
  id: string
  title: string
  text: string
  publishedAt: number
}

/** Characters of a short item's text and of a full article's. */
export const shapes = { short: 200, full: 3_000 } as const
export type Shape = keyof typeof shapes

/**
 * The first `count` documents of an NDJSON file (`.gz` too), their texts cut to the shape's length; for `full`, shorter ones
 * are filled up with the texts that follow. When the file ends before, it is read again and every document is marked as another.
 */
export async function readDocuments(file: string, shape: Shape, count: number): Promise<BenchDocument[]> {
  const length = shapes[shape]
  const documents: BenchDocument[] = []
  for (let round = 0; documents.length < count; round++) {
    const before = documents.length
    let kept: BenchDocument | undefined
    for await (const line of readClusterLines(file)) {
      if (documents.length >= count) break
      const publishedAt = line.publishedAt ?? 0
      kept ??= { id: `${round}-${line.id}`, title: mark(line.title, round), text: '', publishedAt }
      kept.text = `${kept.text}\n\n${line.text || line.title}`.trim().slice(0, length)
      if (shape === 'full' && kept.text.length < length) continue
      documents.push(kept)
      kept = undefined
    }
    if (documents.length === before) throw new Error(`${file} does not hold a single document of ${length} characters`)
  }
  return documents
}

/** The same headline a second time would be a copy of the first: names of the round make it another. */
const mark = (title: string, round: number): string =>
  round === 0 ? title : `${title} (${'again '.repeat(round)}reported)`

/** A document as POST /ingest takes it. */
export const ingestItemOf = ({ id, title, text, publishedAt }: BenchDocument) => ({
  external_id: id,
  source: 'bench',
  title,
  text,
  url: `https://bench.example/${id}`,
  timestamp: new Date(publishedAt).toISOString(),
})
