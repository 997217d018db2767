import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { InputError, SourceError } from '../src/errors.ts'
import { cleanLine, cleanText } from '../src/items/index.ts'
import { parseFeed } from '../src/sources/index.ts'
import type { MatchText } from '../src/trends/match-types.ts'

/** An item and the `trend/signal` labels a reader gave it, the best first; none = relevant to no trend. */
export interface LabelledItem {
  text: MatchText
  labels: string[]
}

/** Items with their labels in one NDJSON file: `{id, title, text, trend, signal}` a line, both null for irrelevant ones. */
export async function readLabelledItems(file: string): Promise<LabelledItem[]> {
  return (await readLines(file)).map((row) => ({
    text: textOf(String(row.id), String(row.title ?? ''), String(row.text ?? ''), null),
    labels: row.trend ? [`${row.trend}/${row.signal}`] : [],
  }))
}

/**
 * Joins labels (`{id, labels}` a line, ids as the feeds give them) with the items of recorded feeds: any folder of feed
 * files, in subfolders or not. The first version of an item counts. Malformed files are passed over; a label without its item is an error.
 */
export async function joinLabels(labelsFile: string, feedsFolder: string): Promise<LabelledItem[]> {
  const labels = new Map((await readLines(labelsFile)).map((row) => [String(row.id), row.labels as string[]]))
  const found = new Map<string, MatchText>()
  for (const file of await feedFiles(feedsFolder)) {
    if (found.size === labels.size) break
    for (const entry of await entriesOf(file)) {
      const id = entry.id ?? entry.link
      if (!id || !labels.has(id) || found.has(id)) continue
      const title = cleanLine(entry.title?.value ?? '')
      const text = cleanText(entry.summary?.value || entry.content?.value || '')
      found.set(id, textOf(id, title, text, entry.published))
    }
  }
  const missing = [...labels.keys()].filter((id) => !found.has(id))
  if (missing.length > 0)
    throw new InputError(`${feedsFolder} lacks ${missing.length} labelled items, the first is ${missing[0]}`)
  return [...labels].map(([id, list]) => ({ text: found.get(id) as MatchText, labels: list }))
}

async function feedFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((cause: unknown) => {
    throw new SourceError(`cannot read the folder ${folder}`, { cause })
  })
  return entries
    .filter((entry) => entry.isFile() && /\.(?:xml|rss|atom)$/i.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

async function entriesOf(file: string) {
  try {
    return parseFeed(await readFile(file)).entries
  } catch {
    return []
  }
}

async function readLines(file: string): Promise<Record<string, unknown>[]> {
  const content = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new SourceError(`cannot read ${file}`, { cause })
  })
  return content
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}

function textOf(itemId: string, title: string, text: string, published: Date | string | null): MatchText {
  const publishedAt = new Date(published ?? Number.NaN)
  return { itemId, title, text, publishedAt, language: 'en', duplicateOf: null }
}
