import { existsSync, readdirSync, readFileSync } from 'node:fs'
import type { Sql } from 'postgres'

/** Linux reports processor time in hundredths of a second on every architecture it is used on (sysconf _SC_CLK_TCK). */
const tickMs = 10

interface Stat {
  program: string
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
  return childrenOf(row.pid).reduce((sum, { ms }) => sum + ms, server.ms + server.childrenMs)
}

/** Processor milliseconds of the redis-server this process started; null where there is none. */
export const redisProcessorMs = (): number | null =>
  childrenOf(process.pid).find(({ program }) => program === 'redis-server')?.ms ?? null

function childrenOf(pid: number): Stat[] {
  if (!existsSync('/proc')) return []
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => statOf(Number(name)) ?? [])
    .filter(({ parent }) => parent === pid)
}

/** Fields 2, 4 and 14 to 17 of /proc/PID/stat; the name before them may hold blanks and brackets. */
function statOf(pid: number | undefined): Stat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    const ticks = (from: number) => Number(fields[from - 3]) + Number(fields[from - 2])
    const program = text.slice(text.indexOf('(') + 1, text.lastIndexOf(')'))
    return { program, parent: Number(fields[1]), ms: tickMs * ticks(14), childrenMs: tickMs * ticks(16) }
  } catch {
    return null
  }
}
