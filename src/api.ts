import { existsSync } from 'node:fs'
import type { Server } from 'node:http'
import { fileURLToPath } from 'node:url'
import { systemClock } from './clock.ts'
import type { Config } from './config.ts'
import { ConfigError, messageOf } from './errors.ts'
import { createApp, createSignInLink, saveAdminKey } from './http/index.ts'
import { stopRequested } from './lifecycle.ts'
import { type OpenServices, openServices, requireMigrations, withDatabase } from './services.ts'

const version = '0.1.0'
const dashboardDir = fileURLToPath(new URL('../dashboard/dist', import.meta.url))

/** Serves the API until the process is asked to stop. */
export function runApi(config: Config): Promise<void> {
  return withDatabase(config, async (databaseUrl) => {
    await requireMigrations(databaseUrl)
    const services = await openServices(config, databaseUrl, { role: 'api' })
    try {
      const api = await startApi(config, services)
      services.log.info({ url: api.url }, 'serving')
      await stopRequested(services.log)
      await api.close()
    } finally {
      await services.close()
    }
  })
}

export interface RunningApi {
  /** Where people reach it. */
  url: string
  /** A one-time link that signs a browser in. */
  signInLink(): Promise<string>
  /** Takes no new requests and waits for the running ones. */
  close(): Promise<void>
}

/** Listens on the configured host and port. */
export async function startApi(config: Config, services: OpenServices): Promise<RunningApi> {
  if (config.adminToken)
    await saveAdminKey(services.db, { tenantId: 'main', token: config.adminToken, now: systemClock.now() })
  const app = createApp({
    db: services.db,
    queues: services.queues,
    clock: services.clock,
    wallClock: systemClock,
    log: services.log,
    embedder: services.embedder,
    vectors: services.vectors,
    matcher: services.matcher,
    matching: services.matching,
    keyring: services.keyring,
    options: {
      version,
      trustedProxies: config.trustedProxies,
      allowPrivateNetwork: services.allowPrivateNetwork,
      ...(existsSync(dashboardDir) ? { dashboardDir } : {}),
    },
  })
  const server = await listen((onListening) => app.listen(config.port, config.host, onListening), config)
  // The first search should not wait for the model to load; search answers by words alone until it has.
  void services.embedder.embed(['A first text.'], { urgent: true }).catch((error) => {
    services.log.warn({ error: messageOf(error) }, 'the embedder is not ready; search goes by words')
  })
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : config.port
  const host = config.host === '0.0.0.0' || config.host === '::' ? 'localhost' : config.host
  const url = config.publicUrl ?? `http://${host.includes(':') ? `[${host}]` : host}:${port}`
  return {
    url,
    signInLink: () => createSignInLink(services.db, { tenantId: 'main', baseUrl: url, now: systemClock.now() }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeIdleConnections()
        setTimeout(() => server.closeAllConnections(), 5_000).unref()
      }),
  }
}

function listen(open: (onListening: (error?: Error) => void) => Server, config: Config): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = open((error) => (error ? reject(refused(error, config)) : resolve(server)))
    server.once('error', (error) => reject(refused(error, config)))
  })
}

function refused(error: NodeJS.ErrnoException, config: Config): Error {
  if (error.code !== 'EADDRINUSE') return error
  return new ConfigError(
    `Port ${config.port} on ${config.host} is taken. Set BELLWETHER_PORT to another (0 picks a free one).`,
    { cause: error },
  )
}
