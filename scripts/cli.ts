import { Command, CommanderError } from 'commander'
import { ConfigError, InputError, messageOf, NotFoundError } from '../src/errors.ts'

/** One module a group of commands; loaded only when its command is called, so that the command line answers at once. */
const groups: Record<string, () => Promise<{ register(program: Command): void }>> = {
  start: () => import('./commands/roles.ts'),
  api: () => import('./commands/roles.ts'),
  worker: () => import('./commands/roles.ts'),
  scheduler: () => import('./commands/roles.ts'),
  migrate: () => import('./commands/migrate.ts'),
  sources: () => import('./commands/sources.ts'),
  credentials: () => import('./commands/credentials.ts'),
  feeds: () => import('./commands/feeds.ts'),
  backfill: () => import('./commands/backfill.ts'),
  enqueue: () => import('./commands/queues.ts'),
  'dead-letters': () => import('./commands/dead-letters.ts'),
  replay: () => import('./commands/dead-letters.ts'),
  audit: () => import('./commands/dead-letters.ts'),
  reconcile: () => import('./commands/queues.ts'),
  trends: () => import('./commands/trends.ts'),
  alerts: () => import('./commands/alerts.ts'),
  match: () => import('./commands/match.ts'),
  events: () => import('./commands/events.ts'),
  cluster: () => import('./commands/cluster.ts'),
  items: () => import('./commands/items.ts'),
  search: () => import('./commands/search.ts'),
  sample: () => import('./commands/sample.ts'),
  'sign-in': () => import('./commands/sign-in.ts'),
  verify: () => import('./commands/verify.ts'),
}

/** Runs the command line. Exit codes: 0 done, 1 failed, 2 the input or the settings were wrong. */
export async function main(argv: readonly string[]): Promise<void> {
  const program = new Command('bellwether')
    .description('Reads sources, groups what they report into events, keeps an auditable probability for every trend.')
    .version('0.1.0')
    .showHelpAfterError()
    .exitOverride()
  const wanted = argv[2] !== undefined && groups[argv[2]] ? [groups[argv[2]]] : Object.values(groups)
  const modules = new Set(await Promise.all(wanted.map((load) => load?.())))
  for (const module of modules) module?.register(program)
  // A reader that closes early (| head) is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))
  try {
    await program.parseAsync(argv as string[])
  } catch (error) {
    process.exitCode = report(error)
  }
}

function report(error: unknown): number {
  // Commander has already printed what was wrong with the arguments, or the help that was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  console.error(`bellwether: ${messageOf(error)}`)
  if (process.env.BELLWETHER_LOG_LEVEL === 'debug') console.error(error)
  return error instanceof InputError || error instanceof ConfigError || error instanceof NotFoundError ? 2 : 1
}
