import { once } from 'node:events'
import type { Server } from 'node:http'
import { afterAll, beforeAll } from 'vitest'
import { jobs } from '../../jobs/index.ts'
import { systemClock } from '../../src/clock.ts'
import { type AppOptions, type AppServices, createApp, saveAdminKey } from '../../src/http/index.ts'
import { createLog } from '../../src/log.ts'
import { type QueueBackend, Queues } from '../../src/queue/index.ts'
import type { TestDatabase } from '../support/database.ts'
import { openTestBackend } from '../support/queues.ts'

/** The key every test app knows. */
export const adminToken = 'an-admin-token-for-tests'

export interface TestApp {
  readonly base: string
  readonly queues: Queues
  /** A request with the admin key unless `headers` say otherwise. */
  call(method: string, path: string, init?: { body?: unknown; headers?: Record<string, string> }): Promise<Response>
  /** The same without credentials, not following redirects. */
  anonymous(
    method: string,
    path: string,
    init?: { body?: string | URLSearchParams; headers?: Record<string, string> },
  ): Promise<Response>
}

/** A listening app over the test's database, with queues of its own and no workers. */
export function useApp(
  database: TestDatabase,
  options: Partial<AppOptions> = {},
  services: Pick<AppServices, 'keyring'> = {},
): TestApp {
  let server: Server
  let backend: QueueBackend
  let queues: Queues | undefined
  let base = ''
  beforeAll(async () => {
    backend = await openTestBackend('postgres', database)
    queues = new Queues(backend, jobs)
    await saveAdminKey(database.db, { tenantId: 'main', token: adminToken, now: systemClock.now() })
    server = createApp({
      db: database.db,
      queues,
      clock: systemClock,
      wallClock: systemClock,
      log: createLog('silent'),
      ...services,
      options: { version: '0.0.0-test', ...options },
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    base = urlOf(server)
  })
  afterAll(async () => {
    await new Promise((resolve) => server.close(resolve))
    await queues?.close()
    await backend.close()
  })
  return {
    get base() {
      return base
    },
    get queues() {
      if (!queues) throw new Error('The queues are open from beforeAll to afterAll only')
      return queues
    },
    call: (method, path, { body, headers = {} } = {}) =>
      fetch(`${base}${path}`, {
        method,
        redirect: 'manual',
        headers: {
          authorization: `Bearer ${adminToken}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
    anonymous: (method, path, { body, headers = {} } = {}) =>
      fetch(`${base}${path}`, { method, redirect: 'manual', headers, ...(body === undefined ? {} : { body }) }),
  }
}

/** Where a server listens. */
export function urlOf(server: Server): string {
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
}
