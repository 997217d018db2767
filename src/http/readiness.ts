import { listPendingMigrations } from '../db/migrate.ts'
import type { AppServices } from './app-services.ts'
import type { Readiness } from './contract.ts'
import { answeredWithin } from './unavailable.ts'

const patienceMs = 3_000

/** Asks everything this process needs whether it is there. Names what is missing without saying where it lives. */
export async function readinessOf({ db, queues, log }: AppServices): Promise<Readiness> {
  const [migrations, queue] = await Promise.allSettled([
    answeredWithin(patienceMs, 'The database', listPendingMigrations(db)),
    answeredWithin(patienceMs, 'The queue', queues.backend.ping()),
  ])
  const missing: string[] = []
  if (migrations.status === 'rejected') missing.push('The database does not answer')
  else if (migrations.value.length > 0)
    missing.push(`Migrations not applied: ${migrations.value.join(', ')}; run "bellwether migrate up"`)
  if (queue.status === 'rejected') missing.push('The queue does not answer')
  for (const failure of [migrations, queue])
    if (failure.status === 'rejected') log.warn({ err: failure.reason }, 'not ready')
  return {
    status: missing.length === 0 ? 'ready' : 'not_ready',
    checks: {
      database: migrations.status === 'fulfilled',
      migrations: migrations.status === 'fulfilled' && migrations.value.length === 0,
      queue: queue.status === 'fulfilled',
    },
    missing,
  }
}
