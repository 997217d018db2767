/** What a feed document is. `unknown` = no feed was recognised in it. */
export type FeedFormat = 'rss' | 'rdf' | 'atom' | 'json' | 'cdf' | 'unknown'

/** A text of a feed and whether it is HTML markup or plain characters. */
export interface FeedText {
  value: string
  kind: 'html' | 'text'
}

/** A picture, sound or file that belongs to an entry. */
export interface FeedMedia {
  url: string
  type: string | null
  /** Bytes as declared. */
  size: number | null
}

/** One entry as the document gives it: no defaults, relative references resolved where a base is known. */
export interface ParsedEntry {
  id: string | null
  link: string | null
  title: FeedText | null
  author: string | null
  published: Date | null
  updated: Date | null
  /** When it was written, which may be long before it was published. */
  created: Date | null
  summary: FeedText | null
  content: FeedText | null
  language: string | null
  categories: string[]
  media: FeedMedia[]
  /** Latitude and longitude in degrees (WGS 84). */
  location: { lat: number; lon: number } | null
  comments: string | null
  commentCount: number | null
  /** The feed an aggregator took the entry from. */
  origin: { title: string | null; url: string | null } | null
  /** The address behind a redirecting one (FeedBurner). */
  originalLink: string | null
}

/** What a feed says about how often to read it. */
export interface FeedHints {
  /** Shortest sensible interval in minutes (ttl, sy:updatePeriod ÷ sy:updateFrequency). */
  intervalMinutes: number | null
  /** Hours of the day (UTC, 0–23) in which it asks not to be read. */
  skipHours: number[]
  /** Weekdays (0 = Sunday) on which it asks not to be read. */
  skipDays: number[]
}

/** A feed document. `warnings` says in plain words what had to be repaired or left out. */
export interface ParsedFeed {
  format: FeedFormat
  title: string | null
  link: string | null
  language: string | null
  description: string | null
  /** Its own address, from rel=self or feed_url. */
  selfUrl: string | null
  hints: FeedHints
  entries: ParsedEntry[]
  /** Ids the feed declares deleted (RFC 6721 tombstones). */
  deletedIds: string[]
  warnings: string[]
}

/** An entry with nothing in it. */
export function emptyEntry(): ParsedEntry {
  return {
    id: null,
    link: null,
    title: null,
    author: null,
    published: null,
    updated: null,
    created: null,
    summary: null,
    content: null,
    language: null,
    categories: [],
    media: [],
    location: null,
    comments: null,
    commentCount: null,
    origin: null,
    originalLink: null,
  }
}

/** A feed with nothing in it. */
export function emptyFeed(format: FeedFormat): ParsedFeed {
  return {
    format,
    title: null,
    link: null,
    language: null,
    description: null,
    selfUrl: null,
    hints: { intervalMinutes: null, skipHours: [], skipDays: [] },
    entries: [],
    deletedIds: [],
    warnings: [],
  }
}
