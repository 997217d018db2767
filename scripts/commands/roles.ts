import type { Command } from 'commander'
import { readConfig } from '../workspace.ts'

/** `start`, `api`, `worker`, `scheduler`: the roles of a running Bellwether. */
export function register(program: Command): void {
  program
    .command('start')
    .description('run everything: database (embedded unless DATABASE_URL is set), scheduler, workers, API and pages')
    .action(async () => {
      const { runAll } = await import('../../src/main.ts')
      await runAll(readConfig())
    })
  program
    .command('api')
    .description('serve the HTTP API, the pages and the queue admin')
    .action(async () => {
      const { runApi } = await import('../../src/api.ts')
      await runApi(readConfig())
    })
  program
    .command('worker')
    .description('work on queues')
    .option('--queues <names>', 'only these, comma-separated', (value) => value.split(',').map((name) => name.trim()))
    .action(async (options: { queues?: string[] }) => {
      const { runWorker } = await import('../../src/worker.ts')
      await runWorker(readConfig(), options.queues)
    })
  program
    .command('scheduler')
    .description('register the schedules (many may run; one leads)')
    .action(async () => {
      const { runScheduler } = await import('../../src/scheduler.ts')
      await runScheduler(readConfig())
    })
}
