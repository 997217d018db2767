import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { virtualClock } from '../../src/clock.ts'
import { openDatabase } from '../../src/db/client.ts'
import { migrateUp } from '../../src/db/migrate.ts'
import { parseDefinitions, saveDefinition } from '../../src/trends/index.ts'
import { type Contents, readContents } from './contents.ts'
import { definitions } from './definitions.ts'
import { type Fault, lockSeconds, strike } from './faults.ts'
import { createLoader, loaderEnvironment } from './load.ts'
import { roleNames, startRoles } from './roles.ts'
import { type Backend, freePort, startServices } from './services.ts'
import { settle } from './settle.ts'
import { type Stream, streamEnd } from './stream.ts'
import { embeddingDimensions, startOutside } from './web.ts'

export interface Run {
  contents: Contents
  faults: Fault[]
  loadSeconds: number
  /** From the last fault or the end of the load, whichever was later, until nothing was due. */
  recoverySeconds: number
  /** How long the slowest process took to end after SIGTERM, and which did not end with 0. */
  stop: { slowestMs: number; failed: string[] }
}

const patienceMs = 600_000
const secondsSince = (at: number) => Math.round((performance.now() - at) / 100) / 10

/** One run of the whole system over the stream: real servers, roles as processes, `kills` faults on the way. */
export async function runOnce(
  stream: Stream,
  options: { backend: Backend; kills: number; seed: number; say: (line: string) => void },
): Promise<Run> {
  const { backend, kills, seed, say } = options
  const dir = mkdtempSync(join(tmpdir(), 'bellwether-chaos-'))
  chmodSync(dir, 0o755)
  const services = await startServices(dir, backend)
  const outside = await startOutside()
  const prefix = `chaos-${randomBytes(4).toString('hex')}`
  const startedAt = Date.now()
  const clock = virtualClock(streamEnd, 1, startedAt)
  const port = await freePort()
  const environment = {
    ...loaderEnvironment,
    // Through the proxy only where it may cut: passing everything on takes a good part of a core.
    DATABASE_URL: kills > 0 ? services.roleDatabaseUrl : services.databaseUrl(),
    ...(services.redisUrl ? { REDIS_URL: services.redisUrl } : {}),
    BELLWETHER_QUEUE_PREFIX: prefix,
    BELLWETHER_PORT: String(port),
    BELLWETHER_SAMPLE: 'false',
    BELLWETHER_ALLOW_PRIVATE_NETWORK: 'true',
    BELLWETHER_LOG_LEVEL: 'warn',
    BELLWETHER_LOCK_SECONDS: String(lockSeconds),
    BELLWETHER_TICK_SECONDS: '10',
    // A local model that is late on a busy machine is done without, which would be taken for a difference.
    BELLWETHER_MATCHING: 'words',
    BELLWETHER_CLOCK: `${streamEnd.toISOString()}@1@${startedAt}`,
    OPENAI_API_KEY: 'none',
    OPENAI_BASE_URL: `${outside.url}/v1`,
    BELLWETHER_EMBEDDING_MODEL: 'bag-of-words',
    BELLWETHER_EMBEDDING_DIMENSIONS: String(embeddingDimensions),
  }
  await migrateUp(services.databaseUrl(), clock.now())
  const database = openDatabase(services.databaseUrl(), { max: 1 })
  for (const definition of parseDefinitions(definitions, 'definitions'))
    await saveDefinition(database.db, { tenantId: 'main', definition, now: streamEnd, author: 'chaos' })
  await database.close()

  // A run without faults needs nobody to take over.
  const names = kills > 0 ? roleNames : roleNames.filter((name) => name !== 'worker-2')
  const roles = startRoles(names, environment, dir)
  const loader = createLoader(`http://127.0.0.1:${port}`, outside, services.databaseUrl)
  let isStopped = false
  try {
    await loader.addSources()
    const turns = stream.turns.length
    let loaded = 0
    const loadAt = performance.now()
    const struck = strike(
      { services, roles, progress: () => loaded / turns },
      { count: kills, seed, onFault: (kind) => say(`${secondsSince(loadAt)} s, ${loaded}/${turns} turns: ${kind}`) },
    )
    await loader.load(stream.turns, (done) => {
      loaded = done
    })
    const loadSeconds = secondsSince(loadAt)
    say(`loaded in ${loadSeconds} s`)
    const faults = await struck
    const struckAt = performance.now()
    await settle(services, { now: clock.now, prefix, patienceMs })
    const recoverySeconds = secondsSince(struckAt)
    say(`at rest ${recoverySeconds} s after the last fault`)
    // Whether an edit meets its item before or after grouping decides what is grouped: edits come when all are grouped.
    await loader.load(stream.edits, () => {})
    await settle(services, { now: clock.now, prefix, patienceMs })
    const stop = await roles.stop()
    isStopped = true
    const final = openDatabase(services.databaseUrl(), { max: 1 })
    const contents = await readContents(final.db)
    await final.close()
    return { contents, faults, loadSeconds, recoverySeconds, stop }
  } catch (error) {
    say(`logs are kept in ${dir}`)
    throw error
  } finally {
    if (!isStopped) await roles.stop()
    await loader.close()
    outside.close()
    await services.close()
    if (isStopped && !process.env.CHAOS_KEEP) rmSync(dir, { recursive: true, force: true })
  }
}
