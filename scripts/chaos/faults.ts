import { pick, seeded, shuffled } from './random.ts'
import { type RoleName, type Roles, roleNames } from './roles.ts'
import { type ChaosServices, pause } from './services.ts'

export interface Fault {
  kind: string
  atMs: number
}

/** After how long a silent worker is taken for dead: short, since most of a run is waiting for that. */
export const lockSeconds = 8
/** Longer than its lock lasts, so that a worker's jobs are given to others while it sleeps. */
const stoppedSeconds = 12
const pauseMs = 2_500

type Strike = (services: ChaosServices, roles: Roles) => Promise<void>

const kill =
  (role: RoleName): Strike =>
  async (_services, roles) =>
    roles.signal(role, 'SIGKILL')

const onBoth: Record<string, Strike> = {
  'cut the connections to PostgreSQL for 2 s': async ({ proxy }) => proxy.cut(2_000),
  'kill PostgreSQL': ({ restartPostgres }) => restartPostgres(),
  [`stop worker-1 for ${stoppedSeconds} s`]: async (_services, roles) => {
    roles.signal('worker-1', 'SIGSTOP')
    await pause(stoppedSeconds * 1_000)
    roles.signal('worker-1', 'SIGCONT')
  },
}
const onRedis: Record<string, Strike> = {
  'FLUSHALL on Redis': ({ flushRedis }) => flushRedis(),
  'kill Redis': ({ restartRedis }) => restartRedis(),
}
const kills = Object.fromEntries(roleNames.map((role) => [`kill ${role}`, kill(role)]))

/** Deals out faults in an order that depends on the seed, every kind before any comes again; then workers are killed most. */
function* faultsOf(random: () => number, services: ChaosServices): Generator<[string, Strike]> {
  const all = { ...onBoth, ...(services.backend === 'redis' ? onRedis : {}), ...kills }
  const names = Object.keys(all)
  for (;;) {
    for (const name of shuffled(random, names)) yield [name, all[name] as Strike]
    for (let i = 0; i < 3; i++) {
      const name = `kill ${pick(random, ['worker-1', 'worker-2'])}`
      yield [name, all[name] as Strike]
    }
  }
}

/**
 * Strikes `count` times, spread over the load by `progress` (0..1), at least 2.5 s apart. A stopped process sleeps while the
 * others are struck. Answers what was done and when, in milliseconds since the beginning.
 */
export async function strike(
  { services, roles, progress }: { services: ChaosServices; roles: Roles; progress: () => number },
  { count, seed, onFault }: { count: number; seed: number; onFault: (kind: string) => void },
): Promise<Fault[]> {
  const startedAt = performance.now()
  const done: Fault[] = []
  const lasting: Promise<void>[] = []
  const faults = faultsOf(seeded(seed ^ 0x5bd1e995), services)
  while (done.length < count) {
    await pause(pauseMs)
    while (progress() < done.length / count) await pause(100)
    const [kind, run] = faults.next().value as [string, Strike]
    onFault(kind)
    done.push({ kind, atMs: Math.round(performance.now() - startedAt) })
    const struck = run(services, roles)
    if (kind.startsWith('stop')) lasting.push(struck)
    else await struck
  }
  await Promise.all(lasting)
  return done
}
