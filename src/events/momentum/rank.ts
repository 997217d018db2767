/** What ranking weighs of an event. */
export interface Ranked {
  id: string
  /** Independent groups behind it, and items in all. */
  independentSources: number
  items: number
  /** Views, likes, shares and comments of its items, summed. */
  engagement: number
  hoursSinceUpdate: number
  velocity: number
  diversity: number
  /** Owner of most of its items when that is the greater half of them, else null. */
  leadingOwner: string | null
}

// Size before recency: a happening two outlets report ranks above the newest thing only one does.
const weights = { size: 0.45, recency: 0.2, velocity: 0.2, diversity: 0.15 }
const recencyHalfLifeHours = 24
/** One owner fills at most this share of any top list. */
const OWNER_SHARE = 0.4

/** Rank score 0..1: weighted sum of size and engagement, recency, velocity and diversity (scoring.md, "Event momentum"). */
export function rankScore(event: Ranked): number {
  const size = saturating(event.independentSources + 0.25 * event.items + Math.log10(1 + event.engagement), 3)
  const recency = 2 ** (-Math.max(0, event.hoursSinceUpdate) / recencyHalfLifeHours)
  return (
    weights.size * size +
    weights.recency * recency +
    weights.velocity * saturating(event.velocity, 0.5) +
    weights.diversity * saturating(Math.max(0, event.diversity - 1), 3)
  )
}

/**
 * Events in the order of a top list: by score, except that no owner leads more than 40 % of any of its beginnings (one
 * is always allowed). When only events of owners at their limit are left, they follow by score. Ties go by id.
 */
export function rankEvents<T extends Ranked & { score: number }>(events: readonly T[]): T[] {
  const waiting = [...events].sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
  const ranked: T[] = []
  const led = new Map<string, number>()
  const heldBack: T[] = []
  const fits = (event: T) => {
    if (event.leadingOwner === null) return true
    const allowed = Math.max(1, Math.floor(OWNER_SHARE * (ranked.length + 1)))
    return (led.get(event.leadingOwner) ?? 0) < allowed
  }
  const take = (event: T) => {
    ranked.push(event)
    if (event.leadingOwner !== null) led.set(event.leadingOwner, (led.get(event.leadingOwner) ?? 0) + 1)
  }
  for (const event of waiting) {
    if (!fits(event)) {
      heldBack.push(event)
      continue
    }
    take(event)
    // a place taken may make room for one that had to wait
    for (let at = 0; at < heldBack.length && at < 50; ) {
      const held = heldBack[at]!
      if (fits(held)) {
        take(held)
        heldBack.splice(at, 1)
        at = 0
      } else at++
    }
  }
  return [...ranked, ...heldBack]
}

const saturating = (value: number, half: number): number => value / (value + half)
