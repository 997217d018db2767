import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import postgres from 'postgres'
import { ConfigError } from '../../errors.ts'
import { type Placement, placeCluster } from './account.ts'
import { findBinaries } from './binaries.ts'

const execute = promisify(execFile)

export interface EmbeddedPostgres {
  /** Makes the database `name` when it is missing and returns its connection string. */
  database(name: string): Promise<string>
  /** Where programs and data were put when the wanted folder could not be used. */
  movedTo: string | undefined
  /** False when the server was already running: left behind by a killed process, or serving another command. */
  started: boolean
  stop(): Promise<void>
}

/**
 * Starts the PostgreSQL that came with the packages on 127.0.0.1 at a free port with its data under `dir`, or adopts the
 * server already running there. `settings` are postgresql.conf values. Throws ConfigError when it cannot run here.
 */
export async function startEmbeddedPostgres(
  dir: string,
  settings: Record<string, string | number> = {},
): Promise<EmbeddedPostgres> {
  const placement = placeCluster(await findBinaries(), dir)
  const password = await initialise(placement)
  const livePort = await runningPort(placement)
  const { port, started } =
    livePort === undefined ? await start(placement, settings) : { port: livePort, started: false }
  const base = `postgres://bellwether:${password}@127.0.0.1:${port}`
  return {
    movedTo: placement.movedTo,
    started,
    database: async (name) => {
      await createDatabase(`${base}/postgres`, name)
      return `${base}/${name}`
    },
    stop: async () => {
      await pgCtl(placement, 'stop', '-m', 'fast', '-w', '-t', '25')
    },
  }
}

const clusterDir = (placement: Placement): string => join(placement.dataDir, 'cluster')

/** Makes the cluster unless it is there, and returns its password. Whoever finishes first wins; the others use that one. */
async function initialise(placement: Placement): Promise<string> {
  const cluster = clusterDir(placement)
  const passwordIn = (dir: string) => join(dir, 'bellwether.password')
  if (existsSync(cluster)) return readFileSync(passwordIn(cluster), 'utf8').trim()

  const password = randomBytes(18).toString('base64url')
  const unfinished = join(placement.dataDir, `unfinished-${randomBytes(4).toString('hex')}`)
  // initdb runs as the server's account, which may not read our own file.
  const handedPassword = `${unfinished}.password`
  writeFileSync(handedPassword, password, { mode: 0o644 })
  try {
    await execute(
      placement.binaries.initdb,
      [
        `--pgdata=${unfinished}`,
        '--username=bellwether',
        '--auth=scram-sha-256',
        `--pwfile=${handedPassword}`,
        '--encoding=UTF8',
        '--locale=C',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
      ],
      { ...placement.account, cwd: '/' },
    )
    writeFileSync(passwordIn(unfinished), password, { mode: 0o600 })
    renameSync(unfinished, cluster)
    return password
  } catch (cause) {
    if (existsSync(cluster)) return readFileSync(passwordIn(cluster), 'utf8').trim()
    throw new ConfigError(`The embedded database could not be created under ${placement.dataDir}`, { cause })
  } finally {
    rmSync(handedPassword, { force: true })
    rmSync(unfinished, { recursive: true, force: true })
  }
}

/** The port of a live server on this cluster, from the fourth line of its postmaster.pid. */
async function runningPort(placement: Placement): Promise<number | undefined> {
  const isRunning = await pgCtl(placement, 'status').then(
    () => true,
    () => false,
  )
  if (!isRunning) return undefined
  const lines = readFileSync(join(clusterDir(placement), 'postmaster.pid'), 'utf8').split('\n')
  const port = Number.parseInt(lines[3] ?? '', 10)
  return Number.isInteger(port) ? port : undefined
}

interface Running {
  port: number
  started: boolean
}

async function start(placement: Placement, settings: Record<string, string | number>): Promise<Running> {
  const port = await freePort()
  const all = { listen_addresses: '127.0.0.1', unix_socket_directories: '', port, max_connections: 120, ...settings }
  const flags = Object.entries(all).map(([name, value]) => `-c ${name}='${value}'`)
  const logFile = join(placement.dataDir, 'postgres.log')
  try {
    await pgCtl(placement, 'start', '-w', '-t', '60', '-l', logFile, '-o', flags.join(' '))
  } catch (cause) {
    const startedByOther = await runningPort(placement)
    if (startedByOther !== undefined) return { port: startedByOther, started: false }
    const log = existsSync(logFile) ? readFileSync(logFile, 'utf8').trim().split('\n').slice(-5).join('\n') : ''
    throw new ConfigError(`The embedded database did not start. Last lines of ${logFile}:\n${log}`, { cause })
  }
  return { port, started: true }
}

async function pgCtl(placement: Placement, command: string, ...args: string[]): Promise<void> {
  await execute(placement.binaries.pg_ctl, [command, '-D', clusterDir(placement), ...args], {
    ...placement.account,
    cwd: '/',
  })
}

async function createDatabase(adminUrl: string, name: string): Promise<void> {
  const admin = postgres(adminUrl, { max: 1, onnotice: () => {} })
  try {
    const [found] = await admin`select 1 from pg_database where datname = ${name}`
    if (found) return
    await admin`create database ${admin(name)}`.catch(async (error: unknown) => {
      // Another process may have made it in the meantime.
      const [now] = await admin`select 1 from pg_database where datname = ${name}`
      if (!now) throw error
    })
  } finally {
    await admin.end()
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
