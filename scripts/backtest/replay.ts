import { clusterEvents, normalize, scoreTrends, snapshot } from '../../jobs/index.ts'
import type { Db } from '../../src/db/client.ts'
import { tenants } from '../../src/db/schema/index.ts'
import { saveItems } from '../../src/items/index.ts'
import { type NewSource, saveSource } from '../../src/sources/index.ts'
import { recordOutcome, saveDefinition, type TrendDefinition } from '../../src/trends/index.ts'
import { type Arrival, byInstant, type Recording } from './arrivals.ts'
import type { KnownOutcome } from './known-outcomes.ts'
import { stageRunner } from './run-stages.ts'

/** Definitions to be tried, in a tenant of their own. */
export interface DefinitionSet {
  tenantId: string
  /** What they are called in the report: the folder. */
  name: string
  definitions: readonly TrendDefinition[]
}

export interface Replay {
  recording: Recording
  sets: readonly DefinitionSet[]
  /** How much sources are believed, by name; those not listed count as regional and secondhand. */
  sources: readonly NewSource[]
  outcomes: readonly KnownOutcome[]
  from: Date
  to: Date
  /** Called with each instant before it is replayed. */
  progress?: (at: Date) => void
}

/** What came in, counted for one set. */
export interface ReplayedItems {
  instants: number
  items: number
  edits: number
  sources: number
}

/**
 * Lets recorded items come in again, instant by instant, through the pipeline's own stages: every row is recorded at the time
 * of the replay, so that what was known at any of its instants can be asked afterwards. Needs an empty, migrated database.
 */
export async function replay(db: Db, input: Replay): Promise<ReplayedItems> {
  const { from, to } = input
  await db
    .insert(tenants)
    .values(input.sets.map(({ tenantId, name }) => ({ id: tenantId, name })))
    .onConflictDoNothing()
  const desks = await Promise.all(input.sets.map((set) => openDesk(db, set, input)))
  const run = stageRunner(db, [normalize, clusterEvents, scoreTrends])
  const counts = { instants: 0, items: 0, edits: 0 }
  for await (const { at, arrivals } of byInstant(input.recording.arrivals(from, to))) {
    input.progress?.(at)
    counts.instants += 1
    for (const desk of desks) {
      const saved = await desk.receive(arrivals, at)
      if (desk !== desks[0]) continue
      counts.items += saved.inserted
      counts.edits += saved.revised
    }
    await run(at)
  }
  await stageRunner(db, [normalize, clusterEvents, scoreTrends, snapshot])(to)
  return { ...counts, sources: desks[0]?.sourceIds.size ?? 0 }
}

/** A tenant's sources, definitions and outcomes, and how it takes in items. */
async function openDesk(db: Db, { tenantId, definitions }: DefinitionSet, { sources, outcomes, from, to }: Replay) {
  const standing = new Map(sources.map((source) => [source.name, source]))
  const sourceIds = new Map<string, string>()
  for (const definition of definitions)
    await saveDefinition(db, { tenantId, definition, now: from, author: 'backtest' })
  const slugs = new Set(definitions.map((definition) => definition.id))
  for (const { trend, at, ...outcome } of outcomes)
    if (slugs.has(trend) && at <= to)
      await recordOutcome(db, { tenantId, trend, ...outcome, resolvedAt: at, author: 'backtest', now: to })
  const sourceIdOf = async (name: string, at: Date): Promise<string> => {
    const known = sourceIds.get(name)
    if (known) return known
    // Handed over, not polled: when nobody looked is not part of a recording, so nothing is blind.
    const { config: _, url: __, intervalSeconds: ___, ...believed } = standing.get(name) ?? {}
    const saved = await saveSource(db, tenantId, { ...believed, name, connector: 'push' }, at)
    sourceIds.set(name, saved.id)
    return saved.id
  }
  return {
    sourceIds,
    async receive(arrivals: readonly Arrival[], at: Date): Promise<{ inserted: number; revised: number }> {
      const counts = { inserted: 0, revised: 0 }
      for (const { source, entries } of arrivals) {
        const sourceId = await sourceIdOf(source, at)
        const saved = await saveItems(db, { tenantId, sourceId, entries, now: at })
        counts.inserted += saved.inserted
        counts.revised += saved.revised
      }
      return counts
    },
  }
}
