import { inArray } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { items } from '../db/schema/index.ts'
import { saveItems } from '../items/index.ts'
import { listSources, saveSource } from '../sources/index.ts'
import { listTrendRows, saveDefinition } from '../trends/index.ts'
import { readSample, type Sample, sampleAnchor, sampleItemsAt, sampleTrendsAt } from './load.ts'
import type { SampleOutlet } from './schema.ts'
import { findSampleState, saveSampleState } from './state.ts'

export interface InstalledSample {
  /** The hour its times count from. */
  anchor: Date
  sources: number
  /** Items that were not there before. */
  items: number
  trends: number
}

/** Items are sent to these sources; nothing is ever fetched for them. */
const connector = 'push'

/**
 * Loads the sample workspace: sources, trends, and every report in order of arrival. Doing it again adds what is missing,
 * with the times of the first load; after a removal it starts afresh from `now`.
 */
export async function installSample(
  db: Db,
  { tenantId, now }: { tenantId: string; now: Date },
): Promise<InstalledSample> {
  const sample = await readSample()
  const known = await findSampleState(db, tenantId)
  const anchor = known && !known.removedAt ? new Date(known.anchor) : sampleAnchor(now)
  await saveSampleState(db, tenantId, { anchor: anchor.toISOString() })
  const sourceIds = await saveOutlets(db, tenantId, sample.outlets, now)
  const definitions = sampleTrendsAt(sample, anchor)
  for (const definition of definitions)
    await saveDefinition(db, { tenantId, definition, now, author: 'sample', isSample: true })
  const inserted = await saveReports(db, tenantId, sample, { anchor, sourceIds, now })
  await saveSampleState(db, tenantId, { anchor: anchor.toISOString(), installedAt: now.toISOString() })
  return { anchor, sources: sourceIds.size, items: inserted, trends: definitions.length }
}

/**
 * What the first start does: loads the sample into a workspace without sources and trends, or finishes a load that was
 * interrupted. Undefined when there was nothing to do.
 */
export async function installSampleOnFirstRun(
  db: Db,
  { tenantId, now }: { tenantId: string; now: Date },
): Promise<InstalledSample | undefined> {
  const state = await findSampleState(db, tenantId)
  if (state?.installedAt || state?.removedAt) return undefined
  if (!state && !(await isEmpty(db, tenantId))) return undefined
  return await installSample(db, { tenantId, now })
}

async function isEmpty(db: Db, tenantId: string): Promise<boolean> {
  return (await listSources(db, tenantId)).length === 0 && (await listTrendRows(db, tenantId)).length === 0
}

async function saveOutlets(
  db: Db,
  tenantId: string,
  outlets: readonly SampleOutlet[],
  now: Date,
): Promise<Map<string, string>> {
  const ids = new Map<string, string>()
  for (const { id, credibility, ...outlet } of outlets) {
    const source = await saveSource(
      db,
      tenantId,
      { ...outlet, connector, credibilityScore: credibility, isSample: true },
      now,
    )
    ids.set(id, source.id)
  }
  return ids
}

/**
 * One at a time across sources, because the order of arrival is what events are made in. Versions already stored are left
 * out: given again, the first version of an edited report would count as another edit.
 */
async function saveReports(
  db: Db,
  tenantId: string,
  sample: Sample,
  { anchor, sourceIds, now }: { anchor: Date; sourceIds: ReadonlyMap<string, string>; now: Date },
): Promise<number> {
  const stored = await db
    .select({ externalId: items.externalId, revision: items.revision })
    .from(items)
    .where(inArray(items.sourceId, [...sourceIds.values()]))
  const revisions = new Map(stored.map((item) => [item.externalId, item.revision]))
  let inserted = 0
  for (const { outletId, item } of sampleItemsAt(sample, anchor)) {
    const revision = revisions.get(item.externalId)
    if (revision !== undefined && (!item.updatedAt || revision > 0)) continue
    const sourceId = sourceIds.get(outletId)!
    const saved = await saveItems(db, { tenantId, sourceId, entries: [item], now })
    inserted += saved.inserted
  }
  return inserted
}
