import { setImmediate } from 'node:timers/promises'
import type { Db } from '../db/client.ts'
import { refusedValue } from '../db/failures.ts'
import { messageOf } from '../errors.ts'
import { analyseItem, loadAnalysers } from './analyse-item.ts'
import { type Attempted, dropRun, dropSettledRuns, listAttempts, MOST_ATTEMPTS, noteRun } from './attempts.ts'
import { listPendingItems } from './pending-items.ts'
import { type Analysed, type Failed, failItems, writeAnalysis } from './write-analysis.ts'

export interface NormalizedItems {
  classified: number
  noise: number
  errors: number
  exact: number
  near: number
}

/** Items that are worked on together after a run over them died: most of them are not to blame. */
const COMPANY = 16
/** Items analysed before other work of the process gets its turn. */
const SLICE = 20

/**
 * Does the language work on the pending ones among `itemIds`, except those that wait for their article page, and finishes them. Items that cannot be worked on, or that
 * the database refuses, end in `error` with the reason, alone. Stops early, leaving the rest pending, when `signal` aborts.
 *
 * A run is noted before the work, and what another one has begun within `lockMs` is left to that one. An item that was begun before
 * and never finished may have taken its process down, so it is worked on after the others: in small company the second time, by
 * itself from the third; begun five times, it ends in `error`.
 */
export async function normalizeItems(
  db: Db,
  {
    tenantId,
    itemIds,
    now,
    lockMs,
    signal,
  }: {
    tenantId: string
    itemIds: readonly string[]
    now: Date
    lockMs: number
    signal?: AbortSignal
  },
): Promise<NormalizedItems> {
  const counts: NormalizedItems = { classified: 0, noise: 0, errors: 0, exact: 0, near: 0 }
  const pending = await listAttempts(db, tenantId, itemIds, { now, lockMs })
  const spent = pending.filter((item) => item.attempts >= MOST_ATTEMPTS)
  await failItems(
    db,
    tenantId,
    spent.map((item) => ({ ...item, message: neverFinished(item.attempts) })),
  )
  counts.errors += spent.length
  const begun = (times: number) => pending.filter((item) => item.attempts === times)
  const suspects = pending.filter((item) => item.attempts > 1 && item.attempts < MOST_ATTEMPTS)
  const batches = [begun(0), ...inParts(begun(1), COMPANY), ...inParts(suspects, 1)]
  for (const batch of batches) {
    if (signal?.aborted) break
    if (batch.length > 0) await normalizeBatch(db, tenantId, batch, { counts, signal })
  }
  if (pending.some((item) => item.attempts > 0)) await dropSettledRuns(db, tenantId)
  return counts
}

function inParts<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, part) => all.slice(part * size, (part + 1) * size))
}

const neverFinished = (attempts: number) =>
  `begun ${attempts} times and never finished: the process ended or hung while this item was worked on`

async function normalizeBatch(
  db: Db,
  tenantId: string,
  batch: readonly Attempted[],
  { counts, signal }: { counts: NormalizedItems; signal: AbortSignal | undefined },
): Promise<void> {
  const itemIds = batch.map((item) => item.id)
  const run = await noteRun(db, tenantId, itemIds)
  try {
    const pending = await listPendingItems(db, tenantId, itemIds)
    const analysers = await loadAnalysers()
    const attempts = 1 + (batch[0]?.attempts ?? 0)
    const analysed: Analysed[] = []
    const failed: Failed[] = []
    for (const [i, { id, seq, revision, entry }] of pending.entries()) {
      if (i % SLICE === SLICE - 1) await setImmediate()
      if (signal?.aborted) break
      try {
        analysed.push({ id, seq, revision, attempts, analysis: analyseItem(entry, analysers) })
      } catch (error) {
        failed.push({ id, revision, attempts, message: messageOf(error) })
      }
    }
    await writeOrSplit(db, tenantId, analysed, counts, failed)
    await failItems(db, tenantId, failed)
    counts.errors += failed.length
  } catch (error) {
    // the database may be what failed; the first error is the one to tell
    await dropRun(db, run).catch(() => {})
    throw error
  }
  await dropRun(db, run)
}

/**
 * Writes a batch; when the database refuses a value in it, divides it until the offender is alone. By eight: of what is written
 * again with the offender, halves would repeat seven times as much.
 */
async function writeOrSplit(
  db: Db,
  tenantId: string,
  batch: readonly Analysed[],
  counts: NormalizedItems,
  failed: Failed[],
): Promise<void> {
  if (batch.length === 0) return
  try {
    const written = await writeAnalysis(db, tenantId, batch)
    counts.classified += written.classified
    counts.noise += written.noise
    counts.exact += written.exact
    counts.near += written.near
  } catch (error) {
    const refused = refusedValue(error)
    if (!refused) throw error
    if (batch.length === 1) {
      const { id, revision, attempts } = batch[0]!
      failed.push({ id, revision, attempts, message: refused.message })
      return
    }
    const part = Math.ceil(batch.length / 8)
    for (let at = 0; at < batch.length; at += part)
      await writeOrSplit(db, tenantId, batch.slice(at, at + part), counts, failed)
  }
}
