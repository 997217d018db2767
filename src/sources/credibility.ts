import type { sourceReporting, sourceTier } from '../db/schema/index.ts'

type Tier = (typeof sourceTier.enumValues)[number]
type Reporting = (typeof sourceReporting.enumValues)[number]

/** Where nothing is known about a source, its kind decides how far it is believed (0..1). An operator's own value always wins. */
const byTier: Record<Tier, number> = { primary: 0.9, wire: 0.9, major: 0.8, regional: 0.65, aggregator: 0.5 }

/** The credibility a source starts with. */
export function defaultCredibility(tier: Tier): number {
  return byTier[tier]
}

/** How a source reports unless it is said: who is there, who retells, who collects. */
export function defaultReporting(tier: Tier): Reporting {
  if (tier === 'primary' || tier === 'wire') return 'firsthand'
  return tier === 'aggregator' ? 'aggregator' : 'secondary'
}
