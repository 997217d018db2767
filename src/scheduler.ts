import type { Config } from './config.ts'
import { stopRequested } from './lifecycle.ts'
import { startScheduler } from './queue/index.ts'
import { openServices, requireMigrations, withDatabase } from './services.ts'

/** Runs the scheduler until the process is asked to stop. Many may run; one of them registers the schedules. */
export function runScheduler(config: Config): Promise<void> {
  return withDatabase(config, async (databaseUrl) => {
    await requireMigrations(databaseUrl)
    const services = await openServices(config, databaseUrl, { role: 'scheduler', maxConnections: 3 })
    const scheduler = startScheduler({ ...services, tickMs: config.tickMs })
    await stopRequested(services.log)
    await scheduler.close()
    await services.close()
  })
}
