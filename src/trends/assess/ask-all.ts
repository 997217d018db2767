import type { SignalAssessment } from '../../db/schema/index.ts'
import { messageOf } from '../../errors.ts'
import type { ChatModel } from '../../llm/index.ts'
import type { TrendDefinition } from '../definition.ts'
import type { IndicatorMatch, MatchText } from '../match-types.ts'
import { answerSchema, assessmentsOf, INSTRUCTIONS, questionOf } from './question.ts'

/** One thing to ask: what a definition's matches of an event's items are worth. */
export interface Question {
  definition: TrendDefinition
  texts: readonly MatchText[]
  matches: readonly IndicatorMatch[]
}

export interface Answer {
  assessments: SignalAssessment[]
  promptTokens: number
  completionTokens: number
}

/** After this many failures in a row the rest is left to the matcher: an endpoint that is away must not hold up scoring. */
const FAILURES_BEFORE_GIVING_UP = 2
/** Questions sent at once. */
const PARALLEL = 4

/**
 * Asks a language model, at most `maxQuestions` of the questions and no longer than `budgetMs` of real time; undefined for those not
 * answered, whose deterministic values stand. Never throws: `onProblem` hears what went wrong.
 */
export async function askAll(
  chat: ChatModel,
  questions: readonly Question[],
  limits: { maxQuestions: number; budgetMs: number; signal?: AbortSignal | undefined },
  onProblem: (problem: string) => void,
): Promise<(Answer | undefined)[]> {
  const answers = new Array<Answer | undefined>(questions.length)
  const deadline = AbortSignal.timeout(limits.budgetMs)
  const signal = limits.signal ? AbortSignal.any([limits.signal, deadline]) : deadline
  let next = 0
  let failures = 0
  const worker = async () => {
    while (next < Math.min(questions.length, limits.maxQuestions) && failures < FAILURES_BEFORE_GIVING_UP) {
      if (signal.aborted) return
      const at = next++
      const question = questions[at] as Question
      try {
        answers[at] = await ask(chat, question, signal)
        failures = 0
      } catch (error) {
        failures++
        onProblem(deadline.aborted ? `${chat.model} took longer than ${limits.budgetMs} ms` : messageOf(error))
      }
    }
  }
  await Promise.all(Array.from({ length: PARALLEL }, worker))
  return answers
}

async function ask(chat: ChatModel, question: Question, signal: AbortSignal): Promise<Answer> {
  const { value, ...tokens } = await chat.ask(
    {
      name: 'signals',
      instructions: INSTRUCTIONS,
      content: questionOf(question.definition, question.texts, question.matches),
      schema: answerSchema,
    },
    signal,
  )
  return { assessments: assessmentsOf(question.definition, question.matches, value), ...tokens }
}
