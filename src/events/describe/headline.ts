import type { Member } from '../member.ts'
import { centrality } from './shares.ts'
import { sentencesOf } from './words.ts'

const SHORTEST = 20
const LONGEST = 140

/**
 * The item whose title stands best for the event, and that title. Titles far too short or long, questions and copies
 * are held back; of equals the first that arrived wins. An item without a title offers its first sentence.
 */
export function chooseHeadline(
  members: readonly Member[],
  shares: ReadonlyMap<string, number>,
): { itemId: string; headline: string } {
  let best: { itemId: string; headline: string; score: number } | undefined
  for (const member of members) {
    const headline = titleOf(member)
    if (headline === '') continue
    let score = centrality(headline, shares, member.language)
    if (headline.length < SHORTEST || headline.length > LONGEST) score *= 0.6
    if (headline.includes('?') || /^(watch|video|photos?|live|opinion|analysis|explainer)\b/i.test(headline))
      score *= 0.8
    if (/\.\.\.$|…$/.test(headline)) score *= 0.8
    if (member.duplicateOf !== null || member.deleted) score *= 0.9
    if (!best || score > best.score + 1e-9) best = { itemId: member.itemId, headline, score }
  }
  return best ?? { itemId: members[0]!.itemId, headline: '(untitled)' }
}

function titleOf(member: Member): string {
  const title = member.title.replace(/\s+/g, ' ').trim()
  if (title !== '') return title.slice(0, 300)
  const sentence = (sentencesOf(member.text)[0] ?? '').replace(/\s+/g, ' ').trim()
  return sentence.length > 200 ? `${sentence.slice(0, 199).trimEnd()}…` : sentence
}
