import { storable } from './clean-text.ts'
import { entryHash } from './content-hash.ts'
import type { Place } from './entities.ts'
import type { NewItem } from './new-item.ts'
import { storableJson } from './storable-json.ts'

/** An entry as the columns it is stored in; JSON-ready. */
export interface EntryRow {
  external_id: string
  url: string | null
  title: string
  text: string
  author: string | null
  published_at: string | null
  language: string | null
  publisher: string | null
  entry_hash: string
  views: number | null
  likes: number | null
  shares: number | null
  comments: number | null
  search_terms: string[]
  /** enrichment_metadata: what the source said, so that normalising again starts from the same facts. */
  metadata: { entry: DeclaredFacts; metadata?: Record<string, unknown> }
  raw: Record<string, unknown>
  /** Whether any engagement figure was given. */
  counted: boolean
}

/** What an entry said about itself, under `enrichment_metadata.entry`. Times are ISO 8601 UTC. */
export interface DeclaredFacts {
  language: string | null
  publisher: string | null
  publishedAt: string | null
  updatedAt: string | null
  dateIsShared?: true
  places?: Place[]
}

/** Years written with four digits: what Postgres and ISO 8601 agree on. */
const MIN_MS = Date.parse('0001-01-01T00:00:00Z')
const MAX_MS = Date.parse('9999-01-01T00:00:00Z')

/** Brings an entry into storable form: no NUL, no lone surrogates, no times the database cannot hold. */
export function entryRow(entry: NewItem): EntryRow {
  const title = storable(entry.title ?? '')
  const text = storable(entry.text)
  const declared: DeclaredFacts = {
    language: optional(entry.language),
    publisher: optional(entry.publisher),
    publishedAt: instantOf(entry.publishedAt),
    updatedAt: instantOf(entry.updatedAt),
    ...(entry.dateIsShared ? { dateIsShared: true as const } : {}),
    ...(entry.places?.length ? { places: entry.places.map(declaredPlace) } : {}),
  }
  const { views = null, likes = null, shares = null, comments = null } = entry.engagement ?? {}
  return {
    external_id: storable(entry.externalId),
    url: optional(entry.url),
    title,
    text,
    author: optional(entry.author),
    published_at: declared.publishedAt,
    language: declared.language,
    publisher: declared.publisher,
    entry_hash: entryHash(title, text),
    views,
    likes,
    shares,
    comments,
    search_terms: [...new Set((entry.searchTerms ?? []).map(storable))],
    metadata: { entry: declared, ...(entry.metadata ? { metadata: storableJson(entry.metadata) } : {}) },
    raw: storableJson(entry.raw ?? {}),
    counted: [views, likes, shares, comments].some((count) => count !== null),
  }
}

const declaredPlace = ({ name, country, lat, lon }: NonNullable<NewItem['places']>[number]): Place => ({
  name: storable(name),
  country,
  ...(lat === undefined || lon === undefined ? {} : { lat, lon }),
  confidence: 1,
})

const optional = (text: string | null | undefined): string | null => {
  const kept = text ? storable(text).trim() : ''
  return kept === '' ? null : kept
}

function instantOf(at: Date | null | undefined): string | null {
  const time = at?.getTime()
  return at && time !== undefined && time > MIN_MS && time < MAX_MS ? at.toISOString() : null
}
