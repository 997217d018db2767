import type { Clock } from '../clock.ts'
import type { Keyring } from '../credentials/index.ts'
import type { Db } from '../db/client.ts'
import type { Embedder } from '../embedding/index.ts'
import type { Log } from '../log.ts'
import type { Queues, Services } from '../queue/index.ts'
import type { Matcher } from '../trends/index.ts'
import type { VectorStore } from '../vector/index.ts'

/** What the HTTP side of Bellwether works with. Made once by the process entry. */
export interface AppServices {
  db: Db
  queues: Queues
  /** The workspace's clock: what "now" means for trends, events and jobs. */
  clock: Clock
  /** The readers' clock: sign-ins and keys live by it, however fast the workspace's runs. */
  wallClock: Clock
  log: Log
  /** Without both, search goes by words alone. */
  embedder?: Embedder
  vectors?: VectorStore
  /** The matcher of the pipeline: what a definition would do is shown as it will come out. By words alone when missing. */
  matcher?: Matcher
  /** The same for dry runs of stages. */
  matching?: Services['matching']
  /** Seals and opens credentials; without it none can be stored. */
  keyring?: Keyring
  options: AppOptions
}

export interface AppOptions {
  version: string
  /** Folder with the built dashboard; without it the page says how to build it. */
  dashboardDir?: string
  /** Largest body `POST /api/v1/ingest` takes; 16 MiB when missing. */
  ingestMaxBytes?: number
  /** Behind a reverse proxy: how many of them to believe about the caller's address and scheme; 0 when missing. */
  trustedProxies?: number
  /** Sources on loopback and private networks may be added (development, recorded feeds). */
  allowPrivateNetwork?: boolean
}

/** Who is asking: a program with a key or a person's browser. */
export interface Identity {
  kind: 'api_key' | 'browser'
  tenantId: string
  name: string
  expiresAt: Date | null
}
