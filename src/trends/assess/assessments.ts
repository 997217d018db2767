import { and, count, eq, gt, inArray, sql } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { newId } from '../../db/id.ts'
import { matchAssessments, type SignalAssessment } from '../../db/schema/index.ts'

const dayMs = 86_400_000

/** What `model` answered about the events, by `eventId eventVersion definitionId`. */
export async function listAssessments(
  db: Db,
  model: string,
  eventIds: readonly string[],
): Promise<Map<string, SignalAssessment[]>> {
  const rows = await db
    .select()
    .from(matchAssessments)
    .where(and(inArray(matchAssessments.eventId, [...new Set(eventIds)]), eq(matchAssessments.model, model)))
  return new Map(rows.map((row) => [`${row.eventId} ${row.eventVersion} ${row.definitionId}`, row.answers]))
}

/** Questions answered for the tenant in the 24 hours before `now`. */
export async function countQuestions(db: Db, tenantId: string, now: Date): Promise<number> {
  const [row] = await db
    .select({ asked: count() })
    .from(matchAssessments)
    .where(
      and(eq(matchAssessments.tenantId, tenantId), gt(matchAssessments.createdAt, new Date(now.getTime() - dayMs))),
    )
  return row?.asked ?? 0
}

/** Stores answers; asking again about the same revision (its matches changed) replaces them. */
export async function saveAssessments(
  db: Db,
  { tenantId, model, now }: { tenantId: string; model: string; now: Date },
  rows: readonly Pick<
    typeof matchAssessments.$inferInsert,
    'eventId' | 'eventVersion' | 'definitionId' | 'answers' | 'promptTokens' | 'completionTokens'
  >[],
): Promise<void> {
  if (rows.length === 0) return
  await db
    .insert(matchAssessments)
    .values(rows.map((row) => ({ ...row, id: newId(now), tenantId, model, createdAt: now })))
    .onConflictDoUpdate({
      target: [
        matchAssessments.eventId,
        matchAssessments.eventVersion,
        matchAssessments.definitionId,
        matchAssessments.model,
      ],
      set: {
        answers: sql`excluded.answers`,
        promptTokens: sql`excluded.prompt_tokens`,
        completionTokens: sql`excluded.completion_tokens`,
        createdAt: now,
      },
    })
}
