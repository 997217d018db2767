import type { Command } from 'commander'
import { migrateDown, migrateUp, migrationStatus } from '../../src/db/migrate.ts'
import { locateDatabase } from '../../src/services.ts'
import { print, readConfig, table } from '../workspace.ts'

/** `migrate up|down|status`: the database schema, forward and backward. */
export function register(program: Command): void {
  const migrate = program.command('migrate').description('change the database schema')
  migrate
    .command('up')
    .description('apply every missing migration')
    .action(() =>
      onDatabase(async (url, now) => {
        const applied = await migrateUp(url, now)
        console.log(applied.length > 0 ? `Applied: ${applied.join(', ')}` : 'The schema is up to date.')
      }),
    )
  migrate
    .command('down')
    .description('undo the newest migration; what it added, data included, is lost')
    .action(() =>
      onDatabase(async (url) => {
        const undone = await migrateDown(url)
        console.log(undone ? `Undone: ${undone}` : 'No migration is applied.')
      }),
    )
  migrate
    .command('status')
    .description('list the migrations and whether each is applied; exit code 1 when one is missing')
    .option('--json', 'print JSON')
    .action((options: { json?: boolean }) =>
      onDatabase(async (url) => {
        const status = await migrationStatus(url)
        print(options.json, status, () =>
          table(status.map((entry) => [entry.tag, entry.applied ? 'applied' : 'missing'])),
        )
        if (status.some((entry) => !entry.applied)) process.exitCode = 1
      }),
    )
}

async function onDatabase(run: (url: string, now: Date) => Promise<void>): Promise<void> {
  const config = readConfig()
  const { databaseUrl, embedded } = await locateDatabase(config)
  try {
    await run(databaseUrl, config.clock.now())
  } finally {
    if (embedded?.started) await embedded.stop()
  }
}
