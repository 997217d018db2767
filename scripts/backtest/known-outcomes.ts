import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import { InputError, messageOf } from '../../src/errors.ts'
import { outcomeKinds } from '../../src/trends/index.ts'

const instant = z.preprocess(
  (value) => (typeof value === 'string' ? new Date(value) : value),
  z.date('is not a day or an instant in ISO 8601'),
)

const knownOutcome = z.strictObject({
  /** Slug of the trend. */
  trend: z.string().min(1),
  outcome: z.enum(outcomeKinds),
  /** When it was decided. */
  at: instant,
  /** What it rests on. */
  note: z.string().trim().min(1),
})

/** How the question of a trend was answered, as a file says it. */
export type KnownOutcome = z.infer<typeof knownOutcome>

/** Reads outcomes from a YAML list of `{trend, outcome, at, note}`. Throws InputError naming every problem. */
export function readOutcomes(file: string): KnownOutcome[] {
  let content: unknown
  try {
    content = parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new InputError(`${file} cannot be read: ${messageOf(error)}`)
  }
  const parsed = z.array(knownOutcome).safeParse(content)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map((issue) => ({ field: issue.path.join('.'), message: issue.message }))
  const list = problems.map(({ field, message }) => `  ${field}: ${message}`).join('\n')
  throw new InputError(`${file} is no list of outcomes:\n${list}`, problems)
}
