import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { v4 as randomId } from 'uuid'
import type { Db } from '../../db/client.ts'
import { SourceError } from '../../errors.ts'

/** Somebody else is asking this host, or it wants to be left alone; nobody failed. `retryAfterMs` is real time. */
export class HostBusyError extends SourceError {
  override name = 'HostBusyError'
}

/** Whose turn it is could not be asked: the database failed, not the host. */
export class TurnError extends Error {
  override name = 'TurnError'
}

/** The right to send one request to a host; everybody else waits until it is given back. */
export interface Turn {
  /** Gives the turn back; the next one begins `gapMs` (real time) later. */
  end(gapMs: number): Promise<void>
}

const longestPollMs = 250

/**
 * Turns at hosts, for all sources and all processes together, by the database's clock: one request at a time and a pause
 * after each. A holder that dies loses its turn after `leaseMs`.
 */
export class Turns {
  private readonly db: Db
  private readonly limits: { leaseMs: number; patienceMs: number }

  constructor(db: Db, limits: { leaseMs: number; patienceMs: number } = { leaseMs: 60_000, patienceMs: 20_000 }) {
    this.db = db
    this.limits = limits
  }

  /** Waits for the turn at `key`. Throws HostBusyError when it does not come within the patience, TurnError when the database fails. */
  async take(key: string, signal?: AbortSignal): Promise<Turn> {
    const holder = randomId()
    const deadline = performance.now() + this.limits.patienceMs
    for (;;) {
      const waitMs = await this.tryTake(key, holder)
      if (waitMs === 0) return { end: (gapMs) => this.end(key, holder, gapMs) }
      const leftMs = deadline - performance.now()
      if (waitMs.untilNext > leftMs || leftMs <= 0) {
        throw new HostBusyError(`${key} is being asked already, or wants to be left alone`, {
          retryAfterMs: Math.max(1_000, waitMs.untilNext),
        })
      }
      await pause(Math.max(1, Math.min(longestPollMs, waitMs.untilFree, leftMs)), undefined, signal ? { signal } : {})
    }
  }

  /** Forgets that a host wanted to be left alone; a request under way keeps its turn. */
  async forget(key: string): Promise<void> {
    await this.db.execute(sql`delete from request_turns where key = ${key} and held_until <= clock_timestamp()`)
  }

  private async tryTake(key: string, holder: string): Promise<0 | { untilFree: number; untilNext: number }> {
    try {
      const taken = await this.db.execute(sql`
        insert into request_turns as turn (key, holder, held_until, next_at)
        values (${key}, ${holder}::uuid, clock_timestamp() + make_interval(secs => ${this.limits.leaseMs / 1_000}), clock_timestamp())
        on conflict (key) do update set holder = excluded.holder, held_until = excluded.held_until
        where turn.held_until <= clock_timestamp() and turn.next_at <= clock_timestamp()
        returning 1`)
      if (taken.length > 0) return 0
      const [row] = await this.db.execute<{ held: number; next: number }>(sql`
        select extract(epoch from held_until - clock_timestamp())::float8 * 1000 as held,
          extract(epoch from next_at - clock_timestamp())::float8 * 1000 as next
        from request_turns where key = ${key}`)
      const untilNext = Math.max(0, row?.next ?? 0)
      // A holder usually ends long before its lease, so a held turn is asked for again and again.
      return { untilFree: (row?.held ?? 0) > 0 ? longestPollMs : untilNext, untilNext }
    } catch (cause) {
      throw new TurnError('whose turn it is could not be asked', { cause })
    }
  }

  private async end(key: string, holder: string, gapMs: number): Promise<void> {
    await this.db
      .execute(sql`
        update request_turns set held_until = clock_timestamp(),
          next_at = clock_timestamp() + make_interval(secs => ${gapMs / 1_000})
        where key = ${key} and holder = ${holder}::uuid`)
      // The turn then ends with its lease; what was read is not lost over it.
      .catch(() => {})
  }
}
