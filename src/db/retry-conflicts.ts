import { VersionConflictError } from '../errors.ts'
import { findErrorCode } from './failures.ts'

/** How one transaction met another: they waited for each other, read what the other wrote, or changed one row's version. */
export type ConflictKind = 'deadlock' | 'serialization' | 'version'

/** A conflict that was met; `gaveUp` when it was the last try. */
export interface Conflict {
  kind: ConflictKind
  gaveUp: boolean
}

const mostTries = 6
const firstPauseMs = 15

/** What kind of conflict an error is; undefined when it is none. */
export function conflictOf(error: unknown): ConflictKind | undefined {
  if (error instanceof VersionConflictError) return 'version'
  const code = findErrorCode(error)
  if (code === '40P01') return 'deadlock'
  return code === '40001' ? 'serialization' : undefined
}

/**
 * Runs a whole transaction, or a statement by itself, again when it met another, at most five times, after pauses that double (15 ms, halved or not at
 * random so that the two do not meet again). Anything else is thrown at once.
 */
export async function retryConflicts<T>(run: () => Promise<T>, onConflict: (conflict: Conflict) => void): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await run()
    } catch (error) {
      const kind = conflictOf(error)
      if (kind === undefined) throw error
      const gaveUp = tries === mostTries
      onConflict({ kind, gaveUp })
      if (gaveUp) throw error
      const pauseMs = firstPauseMs * 2 ** (tries - 1) * (0.5 + Math.random() / 2)
      await new Promise((resolve) => setTimeout(resolve, pauseMs))
    }
  }
}
