import type { NewItem } from '../items/index.ts'
import { getConnector } from './connectors/index.ts'
import { HttpClient } from './http/http-client.ts'
import { completeSource, type NewSource } from './new-source.ts'

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

/** Reads a source once as its connector would the first time. Throws InputError for bad settings, SourceError when it cannot be read. */
export async function previewSource(
  input: NewSource,
  options: { allowPrivateNetwork: boolean; now: Date; signal: AbortSignal },
): Promise<SourcePreview> {
  const source = completeSource(input)
  const connector = getConnector(source.connector)
  const http = new HttpClient()
  try {
    const read = await connector.read({
      source: { ...source, etag: null, lastModified: null, watermark: null },
      http,
      allowPrivate: options.allowPrivateNetwork,
      now: options.now,
      signal: options.signal,
    })
    const { title, language, warnings, movedTo, statusCode, bytes, entries } = read
    return { title, language, warnings, movedTo, statusCode, bytes, entries }
  } finally {
    await http.close()
  }
}
