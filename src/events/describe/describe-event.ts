import type { EventFacts } from '../../db/schema/index.ts'
import type { Member } from '../member.ts'
import { disputesOf } from './disputes.ts'
import { categoriesOf, countriesOf, namesOf } from './facts.ts'
import { chooseHeadline } from './headline.ts'
import { chooseKeywords } from './keywords.ts'
import { numbersOf } from './numbers.ts'
import { wordShares } from './shares.ts'
import { type EpistemicState, epistemicStateOf, sourcesOf } from './standing.ts'
import { chooseSummary } from './summary.ts'
import { firstReportOf, timelineOf } from './timeline.ts'

/** Everything about an event that follows from its items. */
export interface EventDescription {
  headline: string
  canonicalSummary: string
  primaryItemId: string
  facts: EventFacts
  categories: string[]
  keywords: string[]
  countries: string[]
  itemCount: number
  sourceCount: number
  independentSourceCount: number
  contradictions: number
  epistemicState: EpistemicState
  firstSeenAt: Date
  lastUpdatedAt: Date
}

/**
 * Describes an event from its items (at least one), in whatever order they come; those of the same happening told in other
 * languages (`elsewhere`) count for how many owners stand behind it. A pure function of both sets.
 */
export function describeEvent(items: readonly Member[], elsewhere: readonly Member[] = []): EventDescription {
  const members = [...items].sort((a, b) => a.seq - b.seq)
  const live = members.filter((member) => !member.deleted)
  const told = live.length > 0 ? live : members
  const shares = wordShares(told)
  const { itemId, headline } = chooseHeadline(told, shares)
  const summary = chooseSummary(told, headline, shares)
  const sources = sourcesOf(members)
  const independent = elsewhere.length === 0 ? sources.independent : sourcesOf([...members, ...elsewhere]).independent
  const numbers = numbersOf(told)
  const { disputes, contradictions } = disputesOf(told, numbers)
  const firstReport = firstReportOf(told)
  const times = members.map((member) => member.time.getTime())
  return {
    headline,
    canonicalSummary: summary.map(({ sentence }) => sentence).join(' '),
    primaryItemId: itemId,
    facts: {
      ...namesOf(told),
      numbers,
      disputes,
      summary,
      ...(firstReport ? { firstReport } : {}),
      timeline: timelineOf(told),
    },
    categories: categoriesOf(told),
    keywords: chooseKeywords(told, shares),
    countries: countriesOf(told),
    itemCount: members.length,
    sourceCount: sources.sources,
    independentSourceCount: independent,
    contradictions,
    epistemicState: epistemicStateOf(members, independent, contradictions),
    firstSeenAt: new Date(Math.min(...times)),
    lastUpdatedAt: new Date(Math.max(...times)),
  }
}
