import { mkdirSync } from 'node:fs'
import { hostname } from 'node:os'
import { type RunningApi, startApi } from './api.ts'
import { startChildren } from './children.ts'
import { type Config, childEnvironment } from './config.ts'
import { openDatabase } from './db/client.ts'
import { migrateUp } from './db/migrate.ts'
import { ConfigError } from './errors.ts'
import { stopRequested } from './lifecycle.ts'
import { startScheduler } from './queue/index.ts'
import { installSampleOnFirstRun } from './sample/index.ts'
import { locateDatabase, type OpenServices, openServices } from './services.ts'

/**
 * Runs everything on this machine: database, schema, sample workspace, scheduler and API here, the heavy work in child
 * processes at lower priority so that pages stay quick. Returns when asked to stop and everything has stopped.
 */
export async function runAll(config: Config): Promise<void> {
  mkdirSync(config.dataDir, { recursive: true })
  const { databaseUrl, embedded } = await locateDatabase(config)
  const lock = await lockStart(databaseUrl, config.dataDir)
  try {
    if (embedded?.movedTo)
      console.error(
        `The database runs under another account and cannot enter this folder; it lives in ${embedded.movedTo}.`,
      )
    await serve(config, databaseUrl)
  } finally {
    await lock.release()
    await embedded?.stop()
  }
}

async function serve(config: Config, databaseUrl: string): Promise<void> {
  await migrateUp(databaseUrl, config.clock.now())
  const quiet: Config = process.env.BELLWETHER_LOG_LEVEL ? config : { ...config, logLevel: 'warn' }
  const services = await openServices(quiet, databaseUrl, { role: 'main' })
  try {
    await run(config, quiet, databaseUrl, services)
  } finally {
    await services.close()
  }
}

async function run(config: Config, quiet: Config, databaseUrl: string, services: OpenServices): Promise<void> {
  const api = await startApi(config, services)
  if (config.sample) await installSampleOnFirstRun(services.db, { tenantId: 'main', now: config.clock.now() })
  const scheduler = startScheduler({ ...services, tickMs: config.tickMs })
  const background = services.queues.jobs.filter((job) => job.name === 'embed').map((job) => job.name)
  const foreground = services.queues.jobs.map((job) => job.name).filter((name) => !background.includes(name))
  const children = startChildren(
    [
      { args: ['worker', '--queues', foreground.join(',')], niceness: 5 },
      // Embedding is hours of arithmetic after a backfill; it takes what the others leave.
      { args: ['worker', '--queues', background.join(',')], niceness: 15 },
    ],
    { ...process.env, BELLWETHER_LOG_LEVEL: quiet.logLevel, ...childEnvironment(config, databaseUrl) },
    services.log,
  )
  await welcome(api)
  await stopRequested(services.log)
  console.error('Stopping …')
  await Promise.all([api.close(), scheduler.close(), children.stop()])
}

async function welcome(api: RunningApi): Promise<void> {
  console.log(`
Bellwether is running at ${api.url}

  Sign in:  ${await api.signInLink()}
            (works once; start again for a new one)

Ctrl-C stops it. Everything it knows is kept for the next start.
`)
}

/**
 * One `start` per data folder and machine at a time: an advisory lock on a connection of its own, which ends with the
 * process however it ends. Throws ConfigError when another holds it.
 */
async function lockStart(databaseUrl: string, dataDir: string): Promise<{ release(): Promise<void> }> {
  const database = openDatabase(databaseUrl, { max: 1, name: 'bellwether start' })
  const [row] =
    await database.sql`select pg_try_advisory_lock(7203943, hashtext(${`${hostname()} ${dataDir}`})) as held`
  if (row?.held === true) return { release: () => database.close() }
  await database.close()
  throw new ConfigError(`Bellwether already runs on ${dataDir}.`)
}
