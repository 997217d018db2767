import type { Db } from '../../db/client.ts'
import type { SignalAssessment } from '../../db/schema/index.ts'
import type { ChatModel } from '../../llm/index.ts'
import type { Reading } from '../match-event.ts'
import { askAll } from './ask-all.ts'
import { countQuestions, listAssessments, saveAssessments } from './assessments.ts'

/** A language model and how much of it scoring may use. */
export interface Assessor {
  chat: ChatModel
  /** Questions of one tenant in 24 hours. */
  questionsPerDay: number
  /** Real time one scoring run may wait for answers, ms. */
  budgetMs: number
  /** Aborted when the process must stop: what is unanswered then is for another run to ask. */
  signal?: AbortSignal | undefined
  /** Hears why questions went unanswered; the matcher's values stand then. */
  onProblem(problem: string): void
}

/** The readings with a model's answers: those stored for the same event version and definition version, else asked for now. */
export async function assessReadings(
  db: Db,
  run: { tenantId: string; now: Date },
  assessor: Assessor,
  readings: readonly Reading[],
): Promise<Reading[]> {
  if (readings.length === 0) return []
  const { chat } = assessor
  const known = await listAssessments(
    db,
    chat.model,
    readings.map((reading) => reading.event.id),
  )
  const open = readings.filter((reading) => !covers(known.get(keyOf(reading)), reading))
  if (open.length > 0) {
    const asked = await countQuestions(db, run.tenantId, run.now)
    const answers = await askAll(
      chat,
      open.map((reading) => ({
        definition: reading.version.definition,
        texts: reading.event.items,
        matches: reading.matches,
      })),
      { maxQuestions: assessor.questionsPerDay - asked, budgetMs: assessor.budgetMs, signal: assessor.signal },
      assessor.onProblem,
    )
    const rows = open.flatMap((reading, at) => {
      const answer = answers[at]
      if (!answer) return []
      known.set(keyOf(reading), answer.assessments)
      const { promptTokens, completionTokens } = answer
      return [{ ...idsOf(reading), answers: answer.assessments, promptTokens, completionTokens }]
    })
    await saveAssessments(db, { tenantId: run.tenantId, model: chat.model, now: run.now }, rows)
    assessor.signal?.throwIfAborted()
  }
  return readings.map((reading) => {
    const answers = known.get(keyOf(reading))
    return answers ? { ...reading, assessed: { model: chat.model, answers } } : reading
  })
}

function covers(answers: readonly SignalAssessment[] | undefined, reading: Reading): boolean {
  return reading.matches.every((match) => answers?.some((answer) => answer.signal === match.signal))
}

function idsOf({ event, version }: Reading) {
  return { eventId: event.id, eventVersion: event.version, definitionId: version.id }
}

function keyOf(reading: Reading): string {
  return Object.values(idsOf(reading)).join(' ')
}
