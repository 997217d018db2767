import type { EventFacts } from '../../db/schema/index.ts'
import { type Member, ownerOf } from '../member.ts'
import { stopWords } from './stop-words.ts'
import { wordsOf } from './words.ts'

type Timeline = NonNullable<EventFacts['timeline']>

const MOST = 10
const LEAD = 300
/** New words, each taken up by another owner later, that make a report a development. */
const LEAST_NEW = 3
const MOST_READ = 300

/** Who reported an event first, and how long before the next owner did; copies do not count. */
export function firstReportOf(members: readonly Member[]): EventFacts['firstReport'] {
  const told = inOrderOfTime(members)
  const first = told[0]
  if (!first) return undefined
  const second = told.find((member) => ownerOf(member) !== ownerOf(first))
  return {
    itemId: first.itemId,
    at: first.time.toISOString(),
    publisher: first.publisher,
    owner: first.owner,
    aheadMinutes: second ? Math.round((second.time.getTime() - first.time.getTime()) / 60_000) : null,
  }
}

/**
 * Developments inside an event: its first report, then reports that brought in words other owners took up later. At most
 * ten, the ones with the most of them, in order of time.
 */
export function timelineOf(members: readonly Member[]): Timeline {
  const told = inOrderOfTime(members).slice(0, MOST_READ)
  const words = told.map((member) => contentWords(member))
  const owners = told.map(ownerOf)
  const lastUse = new Map<string, Set<string>>()
  for (const [i, set] of words.entries()) {
    for (const word of set) lastUse.set(word, (lastUse.get(word) ?? new Set()).add(owners[i]!))
  }
  const seen = new Set<string>()
  const steps = told.map((member, i) => {
    const adds = [...words[i]!].filter((word) => !seen.has(word) && (lastUse.get(word)?.size ?? 0) > 1)
    for (const word of words[i]!) seen.add(word)
    return { member, adds, isFirst: i === 0 }
  })
  return steps
    .filter(({ adds, isFirst }) => isFirst || adds.length >= LEAST_NEW)
    .sort(
      (a, b) => Number(b.isFirst) - Number(a.isFirst) || b.adds.length - a.adds.length || a.member.seq - b.member.seq,
    )
    .slice(0, MOST)
    .sort((a, b) => a.member.time.getTime() - b.member.time.getTime() || a.member.seq - b.member.seq)
    .map(({ member, adds, isFirst }) => ({
      itemId: member.itemId,
      at: member.time.toISOString(),
      headline: member.title.replace(/\s+/g, ' ').trim().slice(0, 200),
      publisher: member.publisher,
      adds: isFirst ? [] : adds.slice(0, 6),
    }))
}

const inOrderOfTime = (members: readonly Member[]): Member[] =>
  members
    .filter((member) => member.duplicateOf === null && !member.deleted)
    .sort((a, b) => a.time.getTime() - b.time.getTime() || a.seq - b.seq)

function contentWords(member: Member): Set<string> {
  const stop = stopWords(member.language)
  const words = wordsOf(`${member.title} ${member.text.slice(0, LEAD)}`)
  return new Set(words.filter((word) => word.length > 3 && !stop.has(word)))
}
