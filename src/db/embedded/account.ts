import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigError } from '../../errors.ts'
import { installationOf, type PostgresBinaries } from './binaries.ts'

/** PostgreSQL refuses to run as root, so root runs it under another account; everybody else runs it as themselves. */
export interface Account {
  uid?: number
  gid?: number
}

export interface Placement {
  account: Account
  binaries: PostgresBinaries
  /** Where the cluster lives. */
  dataDir: string
  /** Set when the data could not stay under the wanted folder. */
  movedTo?: string
}

/**
 * Decides who runs PostgreSQL, with which copy of the programs and where its data lies. As root that is the account
 * `postgres`, else `nobody`; when that account cannot reach the wanted folder (a clone only root may enter), programs
 * and data are placed under /var/lib/bellwether/<hash of the folder>.
 */
export function placeCluster(binaries: PostgresBinaries, wantedDir: string): Placement {
  const dataDir = join(wantedDir, 'postgres')
  mkdirSync(dataDir, { recursive: true })
  if (process.getuid?.() !== 0) return { account: {}, binaries, dataDir }
  const account = unprivilegedAccount()
  if (canRun(binaries.postgres, account) && canEnter(dataDir, account)) {
    own(dataDir, account)
    return { account, binaries, dataDir }
  }
  const stage = join('/var/lib/bellwether', createHash('sha256').update(wantedDir).digest('hex').slice(0, 12))
  const stagedData = join(stage, 'postgres')
  mkdirSync(stagedData, { recursive: true })
  const staged = stageBinaries(binaries, stage)
  own(stagedData, account)
  if (!canRun(staged.postgres, account) || !canEnter(stagedData, account))
    throw new ConfigError(`PostgreSQL cannot run as root, and no other account can use ${stage}. Set DATABASE_URL.`)
  return { account, binaries: staged, dataDir: stagedData, movedTo: stage }
}

function unprivilegedAccount(): Account {
  for (const name of ['postgres', 'nobody']) {
    const uid = Number.parseInt(spawnSync('id', ['-u', name], { encoding: 'utf8' }).stdout, 10)
    const gid = Number.parseInt(spawnSync('id', ['-g', name], { encoding: 'utf8' }).stdout, 10)
    if (uid > 0 && gid > 0) return { uid, gid }
  }
  throw new ConfigError(
    'PostgreSQL cannot run as root, and this machine has neither a postgres nor a nobody account. Set DATABASE_URL.',
  )
}

function canRun(program: string, account: Account): boolean {
  return spawnSync(program, ['--version'], { ...account, cwd: '/' }).status === 0
}

function canEnter(dir: string, account: Account): boolean {
  return spawnSync('test', ['-x', dir], { ...account, cwd: '/' }).status === 0
}

function own(dir: string, account: Account): void {
  if (account.uid !== undefined && account.gid !== undefined) chownSync(dir, account.uid, account.gid)
  chmodSync(dir, 0o700)
}

function stageBinaries(binaries: PostgresBinaries, stage: string): PostgresBinaries {
  const target = join(stage, 'programs')
  const staged = {
    initdb: join(target, 'bin', 'initdb'),
    pg_ctl: join(target, 'bin', 'pg_ctl'),
    postgres: join(target, 'bin', 'postgres'),
  }
  if (!existsSync(join(target, 'bin', 'postgres')))
    cpSync(installationOf(binaries), target, { recursive: true, verbatimSymlinks: true })
  for (const dir of [stage, target]) chmodSync(dir, 0o755)
  return staged
}
