import type { SignalAssessment } from '../../db/schema/index.ts'
import type { IndicatorMatch } from '../match-types.ts'

/** An assessment below this confidence says that the reports do not show the signal. */
const SHOWN_CONFIDENCE = 0.1

/**
 * Direction, severity and confidence of a match: the model's where it answered, else the matcher's own; undefined when the model
 * says that the signal is not shown.
 */
export function refine(
  match: Pick<IndicatorMatch, 'signal' | 'direction' | 'severity' | 'confidence'>,
  answers: readonly SignalAssessment[] | undefined,
): { direction: 1 | -1; severity: number; confidence: number; reason: string | null } | undefined {
  const answer = answers?.find((entry) => entry.signal === match.signal)
  if (!answer)
    return { direction: match.direction, severity: match.severity, confidence: match.confidence, reason: null }
  return answer.confidence < SHOWN_CONFIDENCE ? undefined : answer
}
