import type { ChatModel } from '../../llm/index.ts'
import type { TrendDefinition } from '../definition.ts'
import type { IndicatorMatch, MatchText } from '../match-types.ts'
import { askAll } from './ask-all.ts'
import { refine } from './refine.ts'

/** Real time a batch may wait for answers. */
const BUDGET_MS = 300_000

/** Matches of texts on their own with a model's direction, severity and confidence, surest first; nothing is stored. */
export async function assessMatches<Match extends IndicatorMatch & { trend: string }>(
  chat: ChatModel,
  definitions: readonly TrendDefinition[],
  texts: readonly MatchText[],
  matched: readonly Match[][],
  onProblem: (problem: string) => void,
): Promise<Match[][]> {
  const questions = texts.flatMap((text, at) =>
    definitions.flatMap((definition) => {
      const matches = (matched[at] ?? []).filter((match) => match.trend === definition.id)
      return matches.length > 0 ? [{ definition, texts: [text], matches }] : []
    }),
  )
  const answers = await askAll(chat, questions, { maxQuestions: questions.length, budgetMs: BUDGET_MS }, onProblem)
  const results = texts.map((): Match[] => [])
  questions.forEach((question, at) => {
    const place = texts.indexOf(question.texts[0] as MatchText)
    for (const match of question.matches) {
      const refined = refine(match, answers[at]?.assessments)
      if (!refined) continue
      const { direction, severity, confidence } = refined
      results[place]?.push({ ...match, direction, severity, confidence })
    }
  })
  return results.map((matches) => matches.sort((a, b) => b.confidence - a.confidence))
}
