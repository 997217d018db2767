import type { Member } from '../member.ts'
import { stopWords } from './stop-words.ts'
import { wordsOf } from './words.ts'

const MOST = 10

/** The words that most titles of the event share, then those of its texts; at most ten, in lower case. */
export function chooseKeywords(members: readonly Member[], shares: ReadonlyMap<string, number>): string[] {
  const titles = new Map<string, number>()
  for (const member of members) {
    const stop = stopWords(member.language)
    for (const word of new Set(wordsOf(member.title))) {
      if (word.length > 2 && !stop.has(word) && !/^\d+$/.test(word)) titles.set(word, (titles.get(word) ?? 0) + 1)
    }
  }
  return [...titles]
    .map(([word, count]) => ({ word, score: count / members.length + (shares.get(word) ?? 0) }))
    .sort((a, b) => b.score - a.score || (a.word < b.word ? -1 : 1))
    .slice(0, MOST)
    .map(({ word }) => word)
}
