import { z } from 'zod'
import { InputError } from '../errors.ts'

/** A secret as somebody adds it. */
export const newCredential = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/i, 'must be of letters, digits, dots, dashes and underscores, at most 63'),
  /** A token, `user:password`, or the secret of a webhook. */
  secret: z
    .string()
    .min(1, 'must not be empty')
    .max(8_192)
    .regex(/^[^\p{Cc}]*$/u, 'must be one line without control characters'),
  /** Host names it may be sent to. Without any it is never sent, as a webhook's secret is not. */
  hosts: z
    .array(
      z
        .string()
        .trim()
        .toLowerCase()
        .max(253)
        .regex(/^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/, 'must be a host name such as api.example.com, without scheme or port'),
    )
    .max(20)
    .default([]),
})

export type NewCredential = z.input<typeof newCredential>

/** Reads a credential somebody adds. Throws InputError, which names every bad field and never the secret. */
export function readCredential(input: NewCredential): z.output<typeof newCredential> {
  const read = newCredential.safeParse(input)
  if (read.success) return read.data
  const problems = read.error.issues.map(({ path, message }) => ({ field: path.join('.'), message }))
  throw new InputError(
    `the credential is not valid: ${problems.map(({ field, message }) => `${field} ${message}`).join('; ')}`,
    problems,
  )
}
