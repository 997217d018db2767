import { compareEvidence, type Evidence, type EvidenceBase } from './evidence.ts'
import { deltaOf, noveltyOf, uncappedDelta } from './factors.ts'
import { dayMs } from './value.ts'

/** What lies before the first row to chain: when each signal was last seen, and what owners added in the last 24 h. */
export interface ChainContext {
  lastSeen: ReadonlyMap<string, Date>
  recent: readonly { owner: string; effectiveAt: Date; delta: number }[]
}

const nothingBefore: ChainContext = { lastSeen: new Map(), recent: [] }

/**
 * Turns matches into evidence: in effective-time order, each takes its novelty from the last sighting of its signal, and
 * each owner's |Δ| within the 24 h up to it stays within the cap in force then. The result depends on the set of matches alone.
 */
export function chainEvidence(
  rows: readonly EvidenceBase[],
  /** Cap in log-odds under the definition a row was matched with. */
  capOf: (row: EvidenceBase) => number,
  context: ChainContext = nothingBefore,
): Evidence[] {
  const lastSeen = new Map([...context.lastSeen].map(([signal, at]) => [signal, at.getTime()]))
  const spent = new Map<string, OwnerSpending>()
  const spendingOf = (owner: string) => {
    const known = spent.get(owner) ?? new OwnerSpending()
    spent.set(owner, known)
    return known
  }
  for (const row of [...context.recent].sort((a, b) => a.effectiveAt.getTime() - b.effectiveAt.getTime()))
    spendingOf(row.owner).add(row.effectiveAt.getTime(), Math.abs(row.delta))
  return [...rows].sort(compareEvidence).map((row) => {
    const atMs = row.effectiveAt.getTime()
    const seenMs = lastSeen.get(row.signal)
    const novelty = noveltyOf(seenMs === undefined ? undefined : (atMs - seenMs) / dayMs)
    lastSeen.set(row.signal, atMs)
    const spending = spendingOf(row.owner)
    const wanted = Math.abs(uncappedDelta({ ...row, novelty }))
    const left = Math.max(0, capOf(row) - spending.within24h(atMs))
    const ownerCap = wanted <= left ? 1 : left / wanted
    const delta = deltaOf({ ...row, novelty, ownerCap })
    spending.add(atMs, Math.abs(delta))
    return { ...row, novelty, ownerCap, delta }
  })
}

/** One owner's |Δ| over the trailing 24 h (after t − 24 h, up to t); additions must come in time order. */
class OwnerSpending {
  private readonly entries: { atMs: number; micro: number }[] = []
  private first = 0
  // Whole millionths, so that adding and taking away leaves no float dust behind.
  private sumMicro = 0

  within24h(atMs: number): number {
    while (this.first < this.entries.length && this.entries[this.first]!.atMs <= atMs - dayMs) {
      this.sumMicro -= this.entries[this.first]!.micro
      this.first += 1
    }
    return this.sumMicro / 1e6
  }

  add(atMs: number, amount: number): void {
    const micro = Math.round(amount * 1e6)
    this.entries.push({ atMs, micro })
    this.sumMicro += micro
  }
}
