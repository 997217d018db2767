import { createHash } from 'node:crypto'

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/**
 * Hash of an entry as its source published it, blind to tags, entities' spelling of spaces and line breaks: when it
 * changes the words have changed, which is an edit. Hex SHA-256.
 */
export function entryHash(title: string, text: string): string {
  return sha256(`${visible(title)}\n${visible(text)}`)
}

/** Hash of the words of clean title and text (see `wordsOf`): equal for exact copies across outlets. Hex SHA-256. */
export function contentHash(titleWords: readonly string[], textWords: readonly string[]): string {
  return sha256(`${titleWords.join(' ')}\n${textWords.join(' ')}`)
}

// [^<>] instead of [^>]: linear time on a text of nothing but "<".
const visible = (text: string): string =>
  text
    .replace(/<[^<>]*>/g, ' ')
    .replace(/&nbsp;|&#160;|&#xa0;/gi, ' ')
    .replace(/\s+/g, ' ')
    .trim()
