import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type RunningApi, startApi } from './api.ts'
import { startChildren } from './children.ts'
import { type Config, childEnvironment } from './config.ts'
import { migrateUp } from './db/migrate.ts'
import { ConfigError } from './errors.ts'
import { stopRequested } from './lifecycle.ts'
import { startScheduler } from './queue/index.ts'
import { installSampleOnFirstRun } from './sample/index.ts'
import { locateDatabase, openServices } from './services.ts'

/**
 * Runs everything on this machine: database, schema, sample workspace, scheduler and API here, the heavy work in child
 * processes at lower priority so that pages stay quick. Returns when asked to stop and everything has stopped.
 */
export async function runAll(config: Config): Promise<void> {
  const releaseLock = lockDataDir(config.dataDir)
  try {
    const { databaseUrl, embedded } = await locateDatabase(config)
    try {
      if (embedded?.movedTo)
        console.error(
          `The database runs under another account and cannot enter this folder; it lives in ${embedded.movedTo}.`,
        )
      await serve(config, databaseUrl)
    } finally {
      await embedded?.stop()
    }
  } finally {
    releaseLock()
  }
}

async function serve(config: Config, databaseUrl: string): Promise<void> {
  await migrateUp(databaseUrl, config.clock.now())
  const quiet: Config = process.env.BELLWETHER_LOG_LEVEL ? config : { ...config, logLevel: 'warn' }
  const services = await openServices(quiet, databaseUrl, { role: 'main' })
  const api = await startApi(config, services)
  if (config.sample) await installSampleOnFirstRun(services.db, { tenantId: 'main', now: config.clock.now() })
  const scheduler = startScheduler(services)
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
  await services.close()
}

async function welcome(api: RunningApi): Promise<void> {
  console.log(`
Bellwether is running at ${api.url}

  Sign in:  ${await api.signInLink()}
            (works once; start again for a new one)

Ctrl-C stops it. Everything it knows is kept for the next start.
`)
}

/** One `start` per data folder at a time. The lock names the process that holds it, so a killed one does not block the next. */
function lockDataDir(dataDir: string): () => void {
  mkdirSync(dataDir, { recursive: true })
  const lock = join(dataDir, 'start.pid')
  if (existsSync(lock)) {
    const pid = Number.parseInt(readFileSync(lock, 'utf8'), 10)
    if (isAlive(pid)) throw new ConfigError(`Bellwether already runs on ${dataDir} (process ${pid}).`)
  }
  writeFileSync(lock, String(process.pid))
  return () => rmSync(lock, { force: true })
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
