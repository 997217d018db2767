import type { Keyring } from '../credentials/index.ts'
import type { Db } from '../db/client.ts'
import type { ReadRequest, ReadResult } from './connectors/connector.ts'
import { getConnector } from './connectors/index.ts'
import { openWeb } from './connectors/web.ts'
import type { HttpClient } from './http/http-client.ts'

/** Reads a source as its connector does; its settings are taken as checked. */
export async function readSource(
  db: Db,
  source: ReadRequest['source'] & { connector: string },
  options: {
    tenantId: string
    http: HttpClient
    keyring: Keyring
    allowPrivateNetwork: boolean
    now: Date
    signal: AbortSignal
  },
): Promise<ReadResult> {
  const { tenantId, http, keyring, allowPrivateNetwork, now, signal } = options
  return await getConnector(source.connector).read({
    source,
    http,
    web: (gapSeconds, mayBePrivate = false) => {
      const allowPrivate = allowPrivateNetwork || mayBePrivate
      return openWeb({ db, http, keyring, tenantId, allowPrivate, now, signal }, gapSeconds)
    },
    allowPrivate: allowPrivateNetwork,
    now,
    signal,
  })
}
