import type { SourceGroup } from '../db/schema/index.ts'
import { citedOutlets } from './citations.ts'
import { credibilityOf, independenceWeightOf, type Reporting, type SourceTier } from './factors.ts'

/** One item of an event as a report by somebody: who published it, how far they are believed, what it repeats. */
export interface Report {
  itemId: string
  /** Media group, state or account cluster behind the source, when known. */
  owner: string | null
  /** Outlet or account that published it. */
  publisher: string
  credibilityScore: number
  tier: SourceTier
  reporting: Reporting
  publishedAt: Date
  duplicateOf: string | null
  contentHash: string | null
  title: string
  text: string
}

/** More weighted groups than this add nothing: √9 / 3 = 1. */
const enoughGroups = 9
const coordinatedAccounts = 5
const hourMs = 3_600_000

/**
 * The independent groups behind an event, earliest first, as many as count towards corroboration. Reports of one owner,
 * repeated texts and outlets citing each other (or the same third one) are one group; five or more accounts spreading
 * one text within an hour are marked coordinated.
 */
export function independentGroups(reports: readonly Report[]): SourceGroup[] {
  const ordered = [...reports].sort(byTime)
  const groups = joined(ordered).map(groupOf)
  const counted: SourceGroup[] = []
  let weight = 0
  for (const group of groups) {
    if (weight >= enoughGroups) break
    counted.push(group)
    weight += group.weight
  }
  return counted
}

/** The group a contribution is charged to and believed by: the most credible, the earliest of equals. */
export function leadingGroup(groups: readonly SourceGroup[]): SourceGroup | undefined {
  return groups.reduce<SourceGroup | undefined>(
    (best, group) => (best === undefined || group.credibility > best.credibility ? group : best),
    undefined,
  )
}

function byTime(a: Report, b: Report): number {
  return (
    a.publishedAt.getTime() - b.publishedAt.getTime() ||
    compare(ownerOf(a), ownerOf(b)) ||
    compare(a.contentHash ?? '', b.contentHash ?? '') ||
    compare(a.itemId, b.itemId)
  )
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function ownerOf(report: Report): string {
  return (report.owner ?? report.publisher).trim().toLowerCase()
}

/** Union-find over everything two reports may share: an owner, a text, an outlet they cite. */
function joined(reports: readonly Report[]): Report[][] {
  const parent = reports.map((_, index) => index)
  const find = (index: number): number => {
    let root = index
    while (parent[root] !== root) root = parent[root]!
    parent[index] = root
    return root
  }
  const holder = new Map<string, number>()
  const share = (index: number, key: string) => {
    const other = holder.get(key)
    if (other === undefined) holder.set(key, index)
    else parent[Math.max(find(index), find(other))] = Math.min(find(index), find(other))
  }
  const names = new Set(
    reports.flatMap((report) => [report.publisher, report.owner ?? '']).filter((name) => name !== ''),
  )
  reports.forEach((report, index) => {
    share(index, `outlet:${ownerOf(report)}`)
    share(index, `outlet:${report.publisher.trim().toLowerCase()}`)
    share(index, `item:${report.itemId}`)
    if (report.duplicateOf !== null) share(index, `item:${report.duplicateOf}`)
    if (report.contentHash !== null) share(index, `text:${report.contentHash}`)
    for (const outlet of citedOutlets(report, names)) share(index, `outlet:${outlet}`)
  })
  const groups = new Map<number, Report[]>()
  reports.forEach((report, index) => {
    const root = find(index)
    groups.set(root, [...(groups.get(root) ?? []), report])
  })
  return [...groups.values()]
}

function groupOf(members: Report[]): SourceGroup {
  const credible = members.reduce((best, report) => (credibilityOf(report) > credibilityOf(best) ? report : best))
  const weighty = members.reduce((best, report) =>
    independenceWeightOf(report.reporting) > independenceWeightOf(best.reporting) ? report : best,
  )
  return {
    owner: credible.owner ?? credible.publisher,
    credibility: credibilityOf(credible),
    reporting: weighty.reporting,
    weight: independenceWeightOf(weighty.reporting),
    // A few are enough to show why it is one group; the event lists them all.
    itemIds: members.slice(0, 8).map((report) => report.itemId),
    ...(isCoordinated(members) ? { coordinated: true } : {}),
  }
}

/** Same text from at least five accounts within one hour, anywhere among the members (in time order). */
function isCoordinated(members: readonly Report[]): boolean {
  const texts = new Map<string, Report[]>()
  for (const report of members) {
    const key = report.contentHash ?? report.duplicateOf ?? report.itemId
    texts.set(key, [...(texts.get(key) ?? []), report])
  }
  for (const copies of texts.values())
    for (const first of copies) {
      const withinHour = copies.filter((copy) => {
        const afterMs = copy.publishedAt.getTime() - first.publishedAt.getTime()
        return afterMs >= 0 && afterMs <= hourMs
      })
      if (new Set(withinHour.map((copy) => copy.publisher.toLowerCase())).size >= coordinatedAccounts) return true
    }
  return false
}
