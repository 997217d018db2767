import { parseArgs } from 'node:util'
import { compare, isEqual } from './chaos/compare.ts'
import { runOnce } from './chaos/run.ts'
import type { Backend } from './chaos/services.ts'
import { makeStream } from './chaos/stream.ts'

/**
 * `npm run chaos -- --items 20000 --kills 20 [--backend redis|postgres]… [--seed N]… --json`: loads an invented month of news into
 * the whole system while its processes and servers are killed, and compares what it ends with to an undisturbed run on the
 * first backend. `--together` does the runs of a seed side by side: most of each is waiting for the dead to be noticed. Exit code 1
 * when anything was lost, doubled or different.
 */
const { values } = parseArgs({
  options: {
    items: { type: 'string', default: '2000' },
    kills: { type: 'string', default: '6' },
    backend: { type: 'string', multiple: true, default: ['postgres'] },
    seed: { type: 'string', multiple: true, default: ['1'] },
    together: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
})
const whole = (name: 'items' | 'kills') => {
  const value = Number(values[name])
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`--${name} must be a whole number`)
  return value
}
const backends = values.backend as Backend[]
for (const backend of backends)
  if (backend !== 'redis' && backend !== 'postgres')
    throw new Error(`--backend must be redis or postgres, not ${backend}`)

let isKept = true
for (const seed of values.seed.map(Number)) {
  const stream = makeStream(whole('items'), seed)
  const say = (run: string) => (line: string) => console.error(`[seed ${seed}, ${run}] ${line}`)
  const disturbed = (backend: Backend) => () =>
    runOnce(stream, { backend, kills: whole('kills'), seed, say: say(backend) })
  const first = () => runOnce(stream, { backend: backends[0] as Backend, kills: 0, seed, say: say('undisturbed') })
  const [reference, ...runs] = await inTurn([first, ...backends.map(disturbed)], values.together)
  if (!reference) throw new Error('there was no undisturbed run')
  for (const [i, run] of runs.entries()) {
    const backend = backends[i] as Backend
    const comparison = compare(reference.contents, run.contents)
    const kept = isEqual(comparison) && run.stop.failed.length === 0
    isKept &&= kept
    const result = {
      seed,
      backend,
      kept,
      ...comparison,
      recoverySeconds: run.recoverySeconds,
      undisturbedDrainSeconds: reference.recoverySeconds,
      loadSeconds: run.loadSeconds,
      undisturbedLoadSeconds: reference.loadSeconds,
      stop: run.stop,
      faults: run.faults,
    }
    if (values.json) console.log(JSON.stringify(result))
    else console.log(kept ? `seed ${seed}, ${backend}: nothing lost, doubled or different` : result)
  }
}
process.exitCode = isKept ? 0 : 1

async function inTurn<T>(work: readonly (() => Promise<T>)[], together: boolean): Promise<T[]> {
  if (together) return Promise.all(work.map((run) => run()))
  const done: T[] = []
  for (const run of work) done.push(await run())
  return done
}
