import type { Sql } from 'postgres'
import { type Clock, systemClock } from '../clock.ts'
import type { Db } from '../db/client.ts'
import { deleteExpired } from '../db/expire.ts'
import { ensurePartitions } from '../db/migrate.ts'
import { messageOf } from '../errors.ts'
import type { Log } from '../log.ts'
import { keepFailedJobs } from './failed-jobs.ts'
import { jobOptions, type Queues, TICK } from './queues.ts'
import { reconcile } from './reconcile.ts'

const lockKey = 7_203_942
const roundMs = 15_000
const silentLeaderMs = 4 * roundMs
/** However fast the clock runs, a schedule fires at most this often in real time. */
const shortestTickMs = 1_000

export interface Scheduler {
  close(): Promise<void>
}

/**
 * Campaigns to be the one registrar of schedules: the process that holds a Postgres advisory lock keeps one BullMQ job
 * scheduler per queue, restores those that vanish, removes those of jobs that are gone, makes partitions ahead of time and
 * deletes what has expired.
 */
export function startScheduler(context: { db: Db; sql: Sql; queues: Queues; clock: Clock; log: Log }): Scheduler {
  const stop = new AbortController()
  const finished = campaign(context, stop.signal)
  return {
    async close() {
      stop.abort()
      await finished
    },
  }
}

async function campaign(context: Parameters<typeof startScheduler>[0], signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const connection = await context.sql.reserve()
      try {
        // A leader that stands still (stopped, suspended) loses the lock with its connection; a live one asks every 15 s.
        await connection`select set_config('idle_session_timeout', ${String(silentLeaderMs)}, false)`
        await lead(context, connection, signal)
      } finally {
        await stepDown(connection)
        connection.release()
      }
    } catch (error) {
      if (!signal.aborted) context.log.warn({ error: messageOf(error) }, 'scheduler lost its connection')
    }
    await pause(Math.min(roundMs, 2_000), signal)
  }
}

/** Gives the lock back, unless the connection that held it is gone, and the lock with it. */
async function stepDown(connection: Sql): Promise<void> {
  await connection`select pg_advisory_unlock(${lockKey}), set_config('idle_session_timeout', '0', false)`.catch(
    () => {},
  )
}

async function lead(
  context: Parameters<typeof startScheduler>[0],
  connection: Sql,
  signal: AbortSignal,
): Promise<void> {
  let leads = false
  while (!signal.aborted) {
    if (!leads) {
      const [lock] = await connection`select pg_try_advisory_lock(${lockKey}) as held`
      leads = lock?.held === true
      if (leads) {
        context.log.info('this process registers the schedules')
        // What was due when the last registrar stopped should not wait for the first tick.
        await registerSchedules(context)
        await reconcile({ db: context.db, queues: context.queues, now: context.clock.now() })
      }
    } else {
      await connection`select 1`
      await registerSchedules(context)
      await keepFailedJobs({ db: context.db, queues: context.queues, now: context.clock.now() })
      await ensurePartitions(context.db, context.clock.now())
      await deleteExpired(context.db, { now: context.clock.now(), wallNow: systemClock.now() })
    }
    await pause(roundMs, signal)
  }
}

/** Makes the queues' job schedulers equal to the declarations, touching only what differs. */
export async function registerSchedules(context: { queues: Queues; clock: Clock }): Promise<void> {
  for (const job of context.queues.jobs) {
    const queue = context.queues.queue(job.name)
    const every = Math.max(shortestTickMs, Math.round(job.schedule.every / context.clock.speed))
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
