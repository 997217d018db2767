import { randomBytes } from 'node:crypto'
import { inject } from 'vitest'
import { openQueueBackend, type QueueBackendConfig } from '../../src/queue/index.ts'
import type { TestDatabase } from './database.ts'

export type BackendKind = QueueBackendConfig['kind']

/** The queue backends this machine can test on. */
export const backendKinds = (): BackendKind[] => (inject('redisUrl') ? ['postgres', 'redis'] : ['postgres'])

/** A queue backend nobody else uses: a prefix of its own on Redis, the test's own database on Postgres. */
export function openTestBackend(kind: BackendKind, database: TestDatabase) {
  const redisUrl = inject('redisUrl')
  if (kind === 'redis' && redisUrl)
    return openQueueBackend({ kind, url: redisUrl, prefix: `test-${randomBytes(6).toString('hex')}` })
  return openQueueBackend({ kind: 'postgres', url: database.url }, { connections: 12 })
}
