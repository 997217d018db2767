import { z } from 'zod'
import { SourceError } from '../../errors.ts'
import { defineConnector } from './connector.ts'

/** Somebody else's program sends items to the ingest endpoint; there is nothing to read. */
export const push = defineConnector({
  name: 'push',
  config: z.record(z.string(), z.unknown()),
  needsUrl: false,
  intervalSeconds: null,
  async read() {
    throw new SourceError('items are sent to it; there is nothing to read')
  },
})
