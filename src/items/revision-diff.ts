import { diffWordsWithSpace } from 'diff'

/** A stretch of text that both versions have, or only one. */
export interface DiffPart {
  kind: 'same' | 'added' | 'removed'
  text: string
}

/** Comparing takes the square of the changes; longer texts are shown without. */
const longest = 40_000
const timeoutMs = 500

/** What changed between two texts, word by word; removed all and added all where that cannot be told in reasonable time. */
export function revisionDiff(before: string, after: string): DiffPart[] {
  const parts =
    before.length + after.length > longest ? undefined : diffWordsWithSpace(before, after, { timeout: timeoutMs })
  if (!parts)
    return [
      { kind: 'removed', text: before },
      { kind: 'added', text: after },
    ]
  return parts.map(({ added, removed, value }) => ({
    kind: added ? 'added' : removed ? 'removed' : 'same',
    text: value,
  }))
}
