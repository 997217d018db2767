import { createHash } from 'node:crypto'
import type { AnyJob } from './job.ts'

type Payload = Record<string, unknown>

/** What names a payload: equal payloads have equal digests. 32 hexadecimal digits. */
export const digestOf = (payload: unknown): string =>
  createHash('sha256').update(JSON.stringify(payload)).digest('hex').slice(0, 32)

/** The ids a payload is a batch of; none when its job declares no batch. */
export function idsOf(job: AnyJob, payload: unknown): string[] {
  const ids = job.batch === undefined ? undefined : (payload as Payload)[job.batch]
  return Array.isArray(ids) ? ids : []
}

/** The payload with these ids instead of its own. */
export const withIds = (job: AnyJob, payload: unknown, ids: readonly string[]): Payload => ({
  ...(payload as Payload),
  ...(job.batch === undefined ? {} : { [job.batch]: ids }),
})

/** Digests of a payload and of each of its ids by itself. */
export function digestsOf(job: AnyJob, payload: unknown): string[] {
  const ids = idsOf(job, payload)
  return [digestOf(payload), ...(ids.length > 1 ? ids.map((id) => digestOf(withIds(job, payload, [id]))) : [])]
}

/** How many ids of one batch may turn out to fail; when more do, the fault is not theirs. */
const mostApart = 10
/** Into how many parts what fails is divided: of what is done again with the one that fails, halves would repeat seven times as much. */
const parts = 8

/** A batch as up to eight smaller ones; none when it cannot be divided. */
export function divided(job: AnyJob, payload: unknown): Payload[] {
  const ids = idsOf(job, payload)
  if (ids.length <= 1) return []
  const size = Math.ceil(ids.length / parts)
  return Array.from({ length: Math.ceil(ids.length / size) }, (_, part) =>
    withIds(job, payload, ids.slice(part * size, (part + 1) * size)),
  )
}

export interface Apart {
  payload: Payload
  error: unknown
}

/**
 * Works through a batch. When it fails, it is divided and each part tried, until what fails is alone: those single ids come
 * back as `apart`, with their errors, and everything else is done. Throws the batch's own error when it cannot be divided,
 * when `isPassing` says that the error blames nothing in it, or when more than ten ids fail.
 */
export async function workApart<T>(
  job: AnyJob,
  payload: unknown,
  work: (payload: unknown) => Promise<T>,
  isPassing: (error: unknown) => boolean,
): Promise<{ results: T[]; apart: Apart[] }> {
  const results: T[] = []
  const apart: Apart[] = []
  async function attempt(part: unknown): Promise<void> {
    try {
      results.push(await work(part))
    } catch (error) {
      if (isPassing(error)) throw error
      const smaller = divided(job, part)
      if (smaller.length === 0) {
        if (part === payload || apart.length === mostApart) throw error
        apart.push({ payload: part as Payload, error })
      }
      for (const one of smaller) await attempt(one)
    }
  }
  await attempt(payload)
  return { results, apart }
}
