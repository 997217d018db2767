import { readdirSync, readFileSync } from 'node:fs'
import { Redis } from 'ioredis'
import type { Sql } from 'postgres'

/** Linux reports processor time in hundredths of a second on every architecture it is used on (sysconf _SC_CLK_TCK). */
const tickMs = 10

interface Stat {
  parent: number
  ms: number
  /** Of children that have ended. */
  childrenMs: number
}

/** Processor milliseconds, user and system, of a process; null where the system does not say (proc(5)). */
export const processorMsOf = (pid: number | undefined): number | null => statOf(pid)?.ms ?? null

/** Processor milliseconds of a PostgreSQL server on this machine with all its connections; null when it runs elsewhere. */
export async function databaseProcessorMs(sql: Sql): Promise<number | null> {
  const [row] = await sql<{ pid: number }[]>`
    select split_part(pg_read_file('postmaster.pid'), chr(10), 1)::int as pid`
  const server = statOf(row?.pid)
  if (row === undefined || server === null) return null
  const connections = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => statOf(Number(name)))
    .filter((stat) => stat?.parent === row.pid)
  return connections.reduce((sum, stat) => sum + (stat?.ms ?? 0), server.ms + server.childrenMs)
}

/** Processor milliseconds of a Redis server since it started (INFO cpu). */
export async function redisProcessorMs(url: string): Promise<number> {
  const redis = new Redis(url)
  try {
    const info = await redis.info('cpu')
    const seconds = (name: string) => Number(new RegExp(`^${name}:([\\d.]+)`, 'm').exec(info)?.[1] ?? 0)
    return 1000 * (seconds('used_cpu_sys') + seconds('used_cpu_user'))
  } finally {
    redis.disconnect()
  }
}

/** Fields 4 and 14 to 17 of /proc/PID/stat; the name before them may hold blanks and brackets. */
function statOf(pid: number | undefined): Stat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    const ticks = (from: number) => Number(fields[from - 3]) + Number(fields[from - 2])
    return { parent: Number(fields[1]), ms: tickMs * ticks(14), childrenMs: tickMs * ticks(16) }
  } catch {
    return null
  }
}
