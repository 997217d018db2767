import { type ItemVectors, vectorsOf } from './document.ts'
import { Engine } from './engine.ts'

/** An item of a stream outside the database. Times in ms since the epoch. */
export interface StreamItem {
  title: string
  text: string
  source: string | null
  url: string | null
  publishedAt: number | null
  language: string
}

/** 30 days (ms): an item dated further ahead of everything before it than this is dated by its arrival instead. */
const MAX_LEAP_MS = 30 * 86_400_000

/** Groups a mixed-language stream held in arrival order, with one engine per language as the pipeline's shards have. */
export interface StreamGrouper {
  read(item: StreamItem): { language: string; vectors: ItemVectors }
  assign(read: { language: string; vectors: ItemVectors }): void
  /** The event of every item so far, in order of arrival; equal strings mean the same event. */
  clusters(): string[]
  activeEvents(): number
}

export function createStreamGrouper(): StreamGrouper {
  const engines = new Map<string, Engine>()
  const shards: string[] = []
  const assigned: string[] = []
  let opened = 0
  const mergedInto = new Map<string, string>()
  let clock = Number.NEGATIVE_INFINITY
  return {
    read(item) {
      const language = item.language.toLowerCase().split('-')[0] || 'und'
      let time = item.publishedAt ?? clock
      if (!Number.isFinite(time)) time = 0
      if (clock > 0 && time > clock + MAX_LEAP_MS) time = clock
      clock = Math.max(clock, time)
      const owner = item.source ?? hostOf(item.url)
      shards.push(language)
      return {
        language,
        vectors: vectorsOf({ seq: shards.length, title: item.title, text: item.text, owner, time, language }),
      }
    },
    assign({ language, vectors }) {
      let engine = engines.get(language)
      if (!engine) {
        engine = new Engine()
        engines.set(language, engine)
      }
      const { event, changes } = engine.assignVectors(vectors, () => `${language}-${++opened}`)
      assigned.push(event)
      for (const change of changes) {
        if (change.kind === 'merge') mergedInto.set(change.from, change.to)
        else assigned[change.seq - 1] = change.to
      }
    },
    clusters: () => assigned.map((event) => lastOf(mergedInto, event)),
    activeEvents: () => [...engines.values()].reduce((sum, engine) => sum + engine.activeCount, 0),
  }
}

/** Follows merges from an event to the one it is part of now. */
function lastOf(mergedInto: ReadonlyMap<string, string>, event: string): string {
  let last = event
  for (let next = mergedInto.get(last); next !== undefined; next = mergedInto.get(last)) last = next
  return last
}

function hostOf(url: string | null): string | null {
  const host = url?.match(/^[a-z]+:\/\/([^/?#:]+)/i)?.[1]
  return host ? host.toLowerCase().replace(/^www\./, '') : null
}
