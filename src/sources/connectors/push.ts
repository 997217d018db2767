import { z } from 'zod'
import { SourceError } from '../../errors.ts'
import { defineConnector } from './connector.ts'

/** Settings of a `push` source. */
export const pushConfig = z.strictObject({
  /** The credential that signs its webhook; without one it takes no webhook. */
  credential: z.string().min(1).max(63).optional(),
  /** How far a webhook's timestamp may be off. */
  toleranceSeconds: z.number().int().min(1).max(86_400).default(300),
})

/** Somebody else's program sends items to the ingest endpoint; there is nothing to read. */
export const push = defineConnector({
  name: 'push',
  config: pushConfig,
  needsUrl: false,
  intervalSeconds: null,
  async read() {
    throw new SourceError('items are sent to it; there is nothing to read')
  },
})
