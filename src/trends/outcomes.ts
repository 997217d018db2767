import { desc, eq } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { newId } from '../db/id.ts'
import { trendOutcome, trendOutcomes } from '../db/schema/index.ts'
import { InputError } from '../errors.ts'
import { getTrendRow } from './find-trend.ts'

export type OutcomeRow = typeof trendOutcomes.$inferSelect
export type OutcomeKind = OutcomeRow['outcome']

export const outcomeKinds = trendOutcome.enumValues

/** What an outcome counts as when forecasts are graded: 1 occurred, 0 did not, 0.5 partly; null = not to be graded. */
export function gradedOutcome(kind: OutcomeKind): number | null {
  if (kind === 'occurred') return 1
  if (kind === 'did_not_occur') return 0
  return kind === 'partial' ? 0.5 : null
}

/** Records how a trend's question was resolved. Earlier outcomes stay on record; the latest recorded one counts. Throws InputError for the future and for an empty note. */
export async function recordOutcome(
  db: Db,
  input: {
    tenantId: string
    trend: string
    outcome: OutcomeKind
    resolvedAt: Date
    note: string
    author: string
    now: Date
  },
): Promise<OutcomeRow> {
  if (input.note.trim() === '')
    throw new InputError('An outcome needs a note of what it rests on', [{ field: 'note', message: 'is empty' }])
  const trend = await getTrendRow(db, input.tenantId, input.trend)
  if (input.resolvedAt > input.now)
    throw new InputError(`The outcome of ${trend.slug} lies in the future`, [
      { field: 'resolvedAt', message: `${input.resolvedAt.toISOString()} is still to come` },
    ])
  const row: OutcomeRow = {
    id: newId(input.now),
    tenantId: input.tenantId,
    trendId: trend.id,
    outcome: input.outcome,
    resolvedAt: input.resolvedAt,
    recordedAt: input.now,
    note: input.note,
    author: input.author,
  }
  await db.insert(trendOutcomes).values(row)
  return row
}

/** Outcomes of a trend, latest recorded first. */
export async function listOutcomes(db: Db, trendId: string): Promise<OutcomeRow[]> {
  return db
    .select()
    .from(trendOutcomes)
    .where(eq(trendOutcomes.trendId, trendId))
    .orderBy(desc(trendOutcomes.recordedAt), desc(trendOutcomes.id))
}
