import { toProbability } from './log-odds.ts'

/** A trend as far as its logic goes: its value and which others (by slug) it excludes or implies. */
export interface CoherenceTrend {
  slug: string
  logOdds: number
  excludes: readonly string[]
  implies: readonly string[]
}

/** A contradiction between two trends, with the smallest shift of both log-odds (least squares) that removes it. */
export interface Incoherence {
  rule: 'excludes' | 'implies'
  trends: [string, string]
  /** By how much probability the rule is broken. */
  excess: number
  repair: { slug: string; logOdds: number; probability: number }[]
  message: string
}

const tolerance = 1e-9

/**
 * Checks `excludes` (p_a + p_b ≤ 1, which is L_a + L_b ≤ 0) and `implies` (p_a ≤ p_b, which is L_a ≤ L_b). Both are
 * half-planes in log-odds, so the smallest repair is the projection: share the excess, or meet in the middle.
 */
export function incoherences(trends: readonly CoherenceTrend[]): Incoherence[] {
  const bySlug = new Map(trends.map((trend) => [trend.slug, trend]))
  const found: Incoherence[] = []
  const pairs = new Set<string>()
  for (const a of trends) {
    for (const slug of a.excludes) {
      const b = bySlug.get(slug)
      const pair = [a.slug, slug].sort().join(' ')
      if (b === undefined || pairs.has(pair)) continue
      pairs.add(pair)
      const excess = a.logOdds + b.logOdds
      if (excess > tolerance) found.push(incoherence('excludes', a, b, a.logOdds - excess / 2, b.logOdds - excess / 2))
    }
    for (const slug of a.implies) {
      const b = bySlug.get(slug)
      if (b === undefined || a.logOdds <= b.logOdds + tolerance) continue
      const middle = (a.logOdds + b.logOdds) / 2
      found.push(incoherence('implies', a, b, middle, middle))
    }
  }
  return found
}

function incoherence(
  rule: 'excludes' | 'implies',
  a: CoherenceTrend,
  b: CoherenceTrend,
  repairedA: number,
  repairedB: number,
): Incoherence {
  const pa = toProbability(a.logOdds)
  const pb = toProbability(b.logOdds)
  const percent = (p: number) => `${(100 * p).toFixed(1)} %`
  return {
    rule,
    trends: [a.slug, b.slug],
    excess: rule === 'excludes' ? pa + pb - 1 : pa - pb,
    repair: [
      { slug: a.slug, logOdds: repairedA, probability: toProbability(repairedA) },
      { slug: b.slug, logOdds: repairedB, probability: toProbability(repairedB) },
    ],
    message:
      rule === 'excludes'
        ? `"${a.slug}" (${percent(pa)}) and "${b.slug}" (${percent(pb)}) exclude each other, yet add up to more than 100 %`
        : `"${a.slug}" (${percent(pa)}) implies "${b.slug}", which is less likely (${percent(pb)})`,
  }
}
