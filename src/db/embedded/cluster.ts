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
  const running = await runningPort(placement)
  const port = running ?? (await start(placement, settings))
  const base = `postgres://bellwether:${password}@127.0.0.1:${port}`
  return {
    movedTo: placement.movedTo,
    started: running === undefined,
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

async function initialise(placement: Placement): Promise<string> {
  const cluster = clusterDir(placement)
  const passwordFile = join(placement.dataDir, '..', 'postgres.password')
  if (existsSync(cluster)) return readFileSync(passwordFile, 'utf8').trim()

  const password = randomBytes(18).toString('base64url')
  writeFileSync(passwordFile, password, { mode: 0o600 })
  const unfinished = join(placement.dataDir, 'unfinished')
  // initdb runs as the server's account, which may not read our own file.
  const handedPassword = join(placement.dataDir, 'initial-password')
  rmSync(unfinished, { recursive: true, force: true })
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
    renameSync(unfinished, cluster)
  } catch (cause) {
    throw new ConfigError(`The embedded database could not be created under ${placement.dataDir}`, { cause })
  } finally {
    rmSync(handedPassword, { force: true })
  }
  return password
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

async function start(placement: Placement, settings: Record<string, string | number>): Promise<number> {
  const port = await freePort()
  const all = { listen_addresses: '127.0.0.1', unix_socket_directories: '', port, max_connections: 120, ...settings }
  const flags = Object.entries(all).map(([name, value]) => `-c ${name}='${value}'`)
  const logFile = join(placement.dataDir, 'postgres.log')
  try {
    await pgCtl(placement, 'start', '-w', '-t', '60', '-l', logFile, '-o', flags.join(' '))
  } catch (cause) {
    const log = existsSync(logFile) ? readFileSync(logFile, 'utf8').trim().split('\n').slice(-5).join('\n') : ''
    throw new ConfigError(`The embedded database did not start. Last lines of ${logFile}:\n${log}`, { cause })
  }
  return port
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
    if (!found) await admin`create database ${admin(name)}`
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
