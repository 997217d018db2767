import { z } from 'zod'
import { instant } from './common.ts'

/** Who is asking, in which workspace, and what time it is there. */
export const session = z
  .object({
    tenant: z.object({ id: z.string(), name: z.string() }),
    identity: z.object({ kind: z.enum(['api_key', 'browser']), name: z.string() }),
    /** The workspace's clock, which may run ahead of or faster than the reader's. */
    now: instant,
    /** Clock seconds per real second; 1 in production. */
    clockSpeed: z.number(),
    version: z.string(),
    /** Whether the sample workspace is still here. */
    sampleInstalled: z.boolean(),
    /** When this sign-in ends; null for an API key. */
    expiresAt: instant.nullable(),
  })
  .meta({ id: 'Session' })

/** What deleting the sample workspace took away. */
export const sampleRemoved = z
  .object({
    removed: z.object({ sources: z.int(), items: z.int(), events: z.int(), trends: z.int() }),
  })
  .meta({ id: 'SampleRemoved' })

/** Whether everything this process needs is there; `missing` says in plain words what is not. */
export const readiness = z
  .object({
    status: z.enum(['ready', 'not_ready']),
    checks: z.object({ database: z.boolean(), migrations: z.boolean(), queue: z.boolean() }),
    missing: z.array(z.string()),
  })
  .meta({ id: 'Readiness' })

export type Session = z.infer<typeof session>
export type SampleRemoved = z.infer<typeof sampleRemoved>
export type Readiness = z.infer<typeof readiness>
