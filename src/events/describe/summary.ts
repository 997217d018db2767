import type { Member } from '../member.ts'
import { centrality } from './shares.ts'
import { sentencesOf, wordsOf } from './words.ts'

const SENTENCES = 2
/** Items read for a summary, and sentences from the top of each. */
const ITEMS = 40
const FROM_EACH = 5

export interface SummarySentence {
  itemId: string
  sentence: string
}

/**
 * Up to two sentences, as written, that stand best for the event, each with its item; none when no item has a text.
 * Sentences near the top weigh more, and the second must not repeat the first or the headline.
 */
export function chooseSummary(
  members: readonly Member[],
  headline: string,
  shares: ReadonlyMap<string, number>,
): SummarySentence[] {
  const offered: (SummarySentence & { score: number; words: Set<string> })[] = []
  for (const member of members.filter((m) => m.duplicateOf === null && !m.deleted).slice(0, ITEMS)) {
    for (const [position, raw] of sentencesOf(member.text.slice(0, 1_200)).slice(0, FROM_EACH).entries()) {
      const sentence = raw.replace(/\s+/g, ' ').trim()
      const words = wordsOf(sentence)
      if (words.length < 6 || sentence.length > 400) continue
      const score = centrality(sentence, shares, member.language) / (1 + 0.25 * position)
      offered.push({ itemId: member.itemId, sentence, score, words: new Set(words) })
    }
  }
  offered.sort((a, b) => b.score - a.score)
  const chosen: typeof offered = []
  const said = [new Set(wordsOf(headline))]
  for (const sentence of offered) {
    if (chosen.length === SENTENCES) break
    if (said.some((words) => overlap(words, sentence.words) > 0.7)) continue
    chosen.push(sentence)
    said.push(sentence.words)
  }
  return chosen.map(({ itemId, sentence }) => ({ itemId, sentence }))
}

/** Share of the smaller set that the other holds too. */
function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let shared = 0
  for (const word of a) if (b.has(word)) shared++
  return shared / Math.max(1, Math.min(a.size, b.size))
}
