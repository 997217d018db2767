import type { Config } from './config.ts'
import { readyVectors } from './embedding/index.ts'
import { ConfigError, messageOf } from './errors.ts'
import { stopRequested } from './lifecycle.ts'
import { startWorkers } from './queue/index.ts'
import { openServices, requireMigrations, withDatabase } from './services.ts'

/** Runs the workers of the named queues (all when none is named) until the process is asked to stop. */
export function runWorker(config: Config, queueNames?: readonly string[]): Promise<void> {
  return withDatabase(config, (databaseUrl) => work(config, databaseUrl, queueNames))
}

async function work(config: Config, databaseUrl: string, queueNames?: readonly string[]): Promise<void> {
  await requireMigrations(databaseUrl)
  // On Postgres every worker keeps one LISTEN connection and takes another while it works.
  const services = await openServices(config, databaseUrl, { role: 'worker', queueConnections: 18, maxConnections: 12 })
  const { jobs } = services.queues
  const unknown = (queueNames ?? []).filter((name) => !jobs.some((job) => job.name === name))
  if (unknown.length) {
    await services.close()
    throw new ConfigError(
      `There is no queue ${unknown.join(', ')}. The queues are ${jobs.map((job) => job.name).join(', ')}.`,
    )
  }
  const selected = queueNames?.length ? jobs.filter((job) => queueNames.includes(job.name)) : jobs
  const workers = startWorkers(selected, services.queues, services)
  // A changed model or a newly configured index makes stored vectors due again before the first new text arrives.
  if (selected.some((job) => job.name === 'embed'))
    void readyVectors({ ...services, now: services.clock.now() }).catch((error) =>
      services.log.warn({ error: messageOf(error) }, 'the vector index is not ready'),
    )
  services.log.info({ queues: selected.map((job) => job.name) }, 'working')
  await stopRequested(services.log)
  await workers.close()
  await services.close()
}
