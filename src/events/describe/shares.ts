import type { Member } from '../member.ts'
import { stopWords } from './stop-words.ts'
import { wordsOf } from './words.ts'

/** How large a share of an event's items uses each word, 0..1: what the event is about. Duplicates do not vote. */
export function wordShares(members: readonly Member[]): Map<string, number> {
  const voters = members.filter((member) => member.duplicateOf === null)
  const counted = voters.length > 0 ? voters : members
  const counts = new Map<string, number>()
  for (const member of counted) {
    const stop = stopWords(member.language)
    for (const word of new Set(wordsOf(`${member.title} ${member.text.slice(0, 600)}`))) {
      if (word.length > 1 && !stop.has(word)) counts.set(word, (counts.get(word) ?? 0) + 1)
    }
  }
  return new Map([...counts].map(([word, count]) => [word, count / counted.length]))
}

/** Mean share of the words of `text`: how well it stands for the event. Short texts are held back. */
export function centrality(text: string, shares: ReadonlyMap<string, number>, language: string): number {
  const stop = stopWords(language)
  const words = [...new Set(wordsOf(text))].filter((word) => word.length > 1 && !stop.has(word))
  const sum = words.reduce((total, word) => total + (shares.get(word) ?? 0), 0)
  return sum / Math.max(words.length, 5)
}
