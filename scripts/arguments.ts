import { InputError } from '../src/errors.ts'
import { instantParam } from '../src/http/contract/common.ts'

/**
 * A day or an instant in ISO 8601, read as the API reads it. Throws InputError, which is also told when no option of commander's
 * is being read.
 */
export function instantOf(text: string): Date {
  const { success, data } = instantParam.safeParse(text)
  if (success) return data
  throw new InputError(
    `"${text}" is neither a day (2025-04-18) nor an instant with a time zone (2025-04-18T12:00:00Z) in ISO 8601`,
  )
}

/** A whole number above 0. Throws InputError. */
export function countOf(text: string): number {
  const count = Number(text)
  if (Number.isSafeInteger(count) && count > 0) return count
  throw new InputError(`"${text}" is not a whole number above 0`)
}

/** A UUID, in lower case. Throws InputError. */
export function idOf(text: string): string {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) return text.toLowerCase()
  throw new InputError(`"${text}" is no id`)
}

/** A probability between 0 and 1, without both. Throws InputError. */
export function probabilityOf(text: string): number {
  const probability = Number(text)
  if (probability > 0 && probability < 1) return probability
  throw new InputError(`"${text}" is not a probability between 0 and 1`)
}

/** Whoever runs the command: their account on this machine. */
export const commandLineActor = () => ({
  name: process.env.SUDO_USER ?? process.env.USER ?? `user ${process.getuid?.() ?? 'unknown'}`,
  via: 'cli' as const,
})
