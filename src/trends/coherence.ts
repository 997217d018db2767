import { exclusiveGroups } from './exclusive-groups.ts'
import { toProbability } from './log-odds.ts'

/** A trend as far as its logic goes: its value and which others (by slug) it excludes or implies. */
export interface CoherenceTrend {
  slug: string
  logOdds: number
  excludes: readonly string[]
  implies: readonly string[]
}

/** Trends that contradict each other, with the repair whose largest shift in log-odds is smallest. */
export interface Incoherence {
  rule: 'excludes' | 'implies'
  trends: string[]
  /** By how much probability the rule is broken. */
  excess: number
  repair: { slug: string; logOdds: number; probability: number }[]
  message: string
}

const tolerance = 1e-9

/**
 * Checks `excludes` (the probabilities of trends that all exclude each other add up to at most 1) and `implies` (p_a ≤ p_b). The
 * smallest repair moves all of them by the same log-odds: down until they add up to 1, or towards each other until they meet.
 */
export function incoherences(trends: readonly CoherenceTrend[]): Incoherence[] {
  const bySlug = new Map(trends.map((trend) => [trend.slug, trend]))
  const groups = exclusiveGroups(new Map(trends.map(({ slug, excludes }) => [slug, excludes])))
  return [
    ...groups.flatMap((slugs) => tooLikely(slugs.flatMap((slug) => bySlug.get(slug) ?? []))),
    ...trends.flatMap((a) => a.implies.flatMap((slug) => likelierThan(a, bySlug.get(slug)))),
  ]
}

function tooLikely(group: readonly CoherenceTrend[]): Incoherence[] {
  const sumLess = (shift: number) => group.reduce((sum, { logOdds }) => sum + toProbability(logOdds - shift), 0)
  const excess = sumLess(0) - 1
  if (excess <= tolerance) return []
  // With the likeliest at 1/n, none is above it and they add up to at most 1.
  let [low, high] = [0, Math.max(...group.map((trend) => trend.logOdds)) + Math.log(group.length - 1)]
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2
    if (sumLess(middle) > 1) low = middle
    else high = middle
  }
  const shift = high
  const named = group.map(described)
  return [
    {
      rule: 'excludes',
      trends: group.map((trend) => trend.slug),
      excess,
      repair: group.map((trend) => repaired(trend, trend.logOdds - shift)),
      message: `${named.slice(0, -1).join(', ')} and ${named.at(-1)} exclude each other, yet add up to ${percent(1 + excess)}`,
    },
  ]
}

function likelierThan(a: CoherenceTrend, b: CoherenceTrend | undefined): Incoherence[] {
  if (b === undefined || a.logOdds <= b.logOdds + tolerance) return []
  const middle = (a.logOdds + b.logOdds) / 2
  return [
    {
      rule: 'implies',
      trends: [a.slug, b.slug],
      excess: toProbability(a.logOdds) - toProbability(b.logOdds),
      repair: [repaired(a, middle), repaired(b, middle)],
      message: `${described(a)} implies ${described(b)}, which is less likely`,
    },
  ]
}

const percent = (probability: number): string => `${(100 * probability).toFixed(1)} %`

const described = ({ slug, logOdds }: CoherenceTrend): string => `"${slug}" (${percent(toProbability(logOdds))})`

const repaired = ({ slug }: CoherenceTrend, logOdds: number) => ({ slug, logOdds, probability: toProbability(logOdds) })
