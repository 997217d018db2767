import { Command } from 'commander'
import { messageOf } from '../src/errors.ts'

/** One module a bench, loaded only when it is asked for. Each prints its figures on stdout as JSON. */
const benches: Record<string, () => Promise<{ register(program: Command): void }>> = {
  ingest: () => import('./bench/ingest.ts'),
  trends: () => import('./bench/trends.ts'),
  clusters: () => import('./bench/clusters.ts'),
  pipeline: () => import('./bench/pipeline.ts'),
  poison: () => import('./bench/poison.ts'),
}

const program = new Command('bench').description('Measures this machine: npm run bench -- NAME [options]')
const wanted = process.argv[2]
const load = wanted === undefined ? undefined : benches[wanted]
for (const module of await Promise.all((load ? [load] : Object.values(benches)).map((open) => open())))
  module.register(program)
try {
  await program.parseAsync()
} catch (error) {
  console.error(`bench: ${messageOf(error)}`)
  process.exitCode = 1
}
