import type { Sql } from 'postgres'
import { type Clock, systemClock } from '../clock.ts'
import { type Db, openDatabase } from '../db/client.ts'
import { deleteExpired } from '../db/expire.ts'
import { ensurePartitions } from '../db/migrate.ts'
import { messageOf } from '../errors.ts'
import type { Log } from '../log.ts'
import { keepFailedJobs } from './failed-jobs.ts'
import { LOCK_MS } from './job.ts'
import { jobOptions, type Queues, TICK } from './queues.ts'
import { reconcile } from './reconcile.ts'

const lockKey = 7_203_942
/** How soon another takes the lead when it is free. */
const campaignMs = 2_000
/** However fast the clock runs, a schedule fires at most this often in real time. */
const shortestTickMs = 1_000

export interface Scheduler {
  close(): Promise<void>
}

interface Context {
  db: Db
  databaseUrl: string
  queues: Queues
  clock: Clock
  log: Log
  /** How long a leader may stand still, in place of `LOCK_MS`: it looks after the schedules twice in that time. */
  lockMs?: number | undefined
  /** A schedule fires at least this often in real time; by default as often as it is declared. */
  tickMs?: number
}

/**
 * Campaigns to be the one registrar of schedules: the process whose connection holds a Postgres advisory lock keeps one BullMQ
 * job scheduler per queue, restores those that vanish, removes those of jobs that are gone, keeps failed jobs, makes
 * partitions ahead of time and deletes what has expired.
 */
export function startScheduler(context: Context): Scheduler {
  const stop = new AbortController()
  const finished = campaign(context, stop.signal)
  return {
    async close() {
      stop.abort()
      await finished
    },
  }
}

async function campaign(context: Context, signal: AbortSignal): Promise<void> {
  const { lockMs = LOCK_MS } = context
  // The lock lasts as long as this one connection. A leader that stands still loses it by the server's own clock.
  const { sql, close } = openDatabase(context.databaseUrl, {
    max: 1,
    name: 'bellwether leader',
    limits: { idleSessionMs: 2 * lockMs },
  })
  let leads = false
  while (!signal.aborted) {
    try {
      const led = leads
      leads = await holdsLock(sql)
      if (leads) await lead(context, led)
    } catch (error) {
      if (!signal.aborted) context.log.warn({ error: messageOf(error) }, 'the scheduler could not do its round')
    }
    await pause(leads ? lockMs / 2 : campaignMs, signal)
  }
  await close()
}

/** Whether this connection holds the lock, which it takes when it is free. A connection that was replaced does not. */
async function holdsLock(sql: Sql): Promise<boolean> {
  const [lock] = await sql`
    select case when exists (
      select from pg_locks where locktype = 'advisory' and objid = ${lockKey} and pid = pg_backend_pid() and granted
    ) then true else pg_try_advisory_lock(${lockKey}) end as held`
  return lock?.held === true
}

async function lead(context: Context, led: boolean): Promise<void> {
  const { db, queues, clock, log } = context
  const now = clock.now()
  await registerSchedules(context)
  if (!led) {
    log.info('this process registers the schedules')
    // What was due when the last registrar stopped should not wait for the first tick.
    await reconcile({ db, queues, now })
    return
  }
  const chores = [
    () => keepFailedJobs({ db, queues, now }),
    () => ensurePartitions(db, now),
    () => deleteExpired(db, { now, wallNow: systemClock.now() }),
  ]
  // One that fails keeps none of the others from being done.
  for (const chore of chores)
    await chore().catch((error) => log.warn({ error: messageOf(error) }, 'the scheduler could not do all of its round'))
}

/** Makes the queues' job schedulers equal to the declarations, touching only what differs. */
export async function registerSchedules({
  queues,
  clock,
  tickMs = Number.POSITIVE_INFINITY,
}: Pick<Context, 'queues' | 'clock' | 'tickMs'>): Promise<void> {
  for (const job of queues.jobs) {
    const queue = queues.queue(job.name)
    const every = Math.max(shortestTickMs, Math.min(tickMs, Math.round(job.schedule.every / clock.speed)))
    const existing = await queue.getJobSchedulers()
    for (const scheduler of existing) if (scheduler.key !== TICK) await queue.removeJobScheduler(scheduler.key)
    const current = existing.find((scheduler) => scheduler.key === TICK)
    // A scheduler whose next run is long past has lost its delayed job (FLUSHALL, a crash in between): make it anew.
    const stuck = current?.next !== undefined && current.next < Date.now() - every - 60_000
    if (stuck) await queue.removeJobScheduler(TICK)
    if (!current || stuck || current.every !== every)
      await queue.upsertJobScheduler(TICK, { every }, { name: TICK, opts: { ...jobOptions(job), attempts: 1 } })
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done, { once: true })
    function done() {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
  })
}
