import type { z } from 'zod'
import type { NewItem } from '../../items/index.ts'
import type { FeedHints } from '../feed/parsed-feed.ts'
import type { HttpClient } from '../http/http-client.ts'
import type { Web } from './web.ts'

/** What a connector is asked to read. */
export interface ReadRequest<Config = unknown> {
  source: {
    url: string | null
    config: Config
    language: string | null
    etag: string | null
    lastModified: string | null
    /** What the last committed read returned; null the first time. */
    watermark: Record<string, unknown> | null
  }
  http: HttpClient
  /** The way out for connectors that ask for more than one document or send a credential. */
  web(gapSeconds: number, allowPrivate?: boolean): Web
  allowPrivate: boolean
  now: Date
  signal: AbortSignal
}

/** What a read brought, oldest entry first. Nothing of it counts until the items are committed. */
export interface ReadResult {
  /** True when the source said that nothing changed. */
  unchanged: boolean
  entries: NewItem[]
  /** What could not be read or was repaired, in plain words. */
  warnings: string[]
  /** HTTP status, when there was one. */
  statusCode: number | null
  bytes: number
  /** State to keep for the next read, once the items are committed. */
  etag: string | null
  lastModified: string | null
  watermark: Record<string, unknown> | null
  /** New permanent address of the source, else null. */
  movedTo: string | null
  /** External ids of entries the source says it has withdrawn. */
  withdrawn?: readonly string[]
  /** True when more can be read at once with the new watermark. */
  more: boolean
  /** What the source calls itself and speaks. */
  title: string | null
  language: string | null
  hints: FeedHints & { freshSeconds: number | null }
}

/** One kind of source. A connector is a file like this and its line in index.ts. */
export interface Connector<Schema extends z.ZodType = z.ZodType> {
  name: string
  /** Settings of a source of this kind (`sources.config`). */
  config: Schema
  /** Whether a source of this kind must have a web address. */
  needsUrl: boolean
  /** Seconds between checks unless the source says otherwise; null = it is never polled. */
  intervalSeconds: number | null
  /** Reads what is new since the watermark. Throws SourceError when the source cannot be read. */
  read(request: ReadRequest<z.output<Schema>>): Promise<ReadResult>
}

/** Keeps the types of a declaration while it is checked against Connector. */
export function defineConnector<Schema extends z.ZodType>(connector: Connector<Schema>): Connector<Schema> {
  return connector
}

/** A read that brought nothing; connectors fill in what they know. */
export function emptyRead(source: ReadRequest['source']): ReadResult {
  return {
    unchanged: false,
    entries: [],
    warnings: [],
    statusCode: null,
    bytes: 0,
    etag: source.etag,
    lastModified: source.lastModified,
    watermark: source.watermark,
    movedTo: null,
    more: false,
    title: null,
    language: null,
    hints: { intervalMinutes: null, skipHours: [], skipDays: [], freshSeconds: null },
  }
}
