import { Keyring } from '../credentials/index.ts'
import type { Db } from '../db/client.ts'
import type { NewItem } from '../items/index.ts'
import { HttpClient } from './http/http-client.ts'
import { Turns } from './http/turns.ts'
import { completeSource, type NewSource } from './new-source.ts'
import { readSource } from './read-source.ts'

/** What reading a source would bring, without storing anything. */
export interface SourcePreview {
  title: string | null
  language: string | null
  warnings: string[]
  /** Where it has moved for good, if it has. */
  movedTo: string | null
  statusCode: number | null
  bytes: number
  /** Oldest first. */
  entries: NewItem[]
}

/**
 * Reads the first page of a source as its connector would the first time. Throws InputError for bad settings, SourceError when it cannot be
 * read.
 */
export async function previewSource(
  db: Db,
  input: NewSource,
  options: {
    tenantId: string
    keyring?: Keyring | undefined
    allowPrivateNetwork: boolean
    now: Date
    signal: AbortSignal
  },
): Promise<SourcePreview> {
  const source = completeSource(input)
  const { keyring = new Keyring([]) } = options
  const http = new HttpClient({}, undefined, { turns: new Turns(db), speed: 1 })
  try {
    const unread = { ...source, etag: null, lastModified: null, watermark: null }
    const read = await readSource(db, unread, { ...options, keyring, http })
    const { title, language, warnings, movedTo, statusCode, bytes, entries } = read
    return { title, language, warnings, movedTo, statusCode, bytes, entries }
  } finally {
    await http.close()
  }
}
