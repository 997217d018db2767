import { sql } from 'drizzle-orm'
import { expect, it } from 'vitest'
import { openDatabase } from '../../src/db/client.ts'
import type { Conflict } from '../../src/db/retry-conflicts.ts'
import { StaleError, VersionConflictError } from '../../src/errors.ts'
import { createQueuePool } from '../../src/queue/postgres-pool.ts'
import { useDatabase } from '../support/database.ts'
import { until } from '../support/until.ts'

const database = useDatabase()

it('runs transactions again that waited for each other, and counts it', async () => {
  const conflicts: Conflict[] = []
  const { db, close } = openDatabase(database.url, { max: 2, onConflict: (conflict) => conflicts.push(conflict) })
  await db.execute(sql`create table meeting (id int primary key, n int not null)`)
  await db.execute(sql`insert into meeting values (1, 0), (2, 0)`)
  let arrived = 0
  let open = () => {}
  const bothHoldOne = new Promise<void>((resolve) => {
    open = resolve
  })
  const add = (first: number, second: number) =>
    db.transaction(async (tx) => {
      await tx.execute(sql`update meeting set n = n + 1 where id = ${first}`)
      if (++arrived >= 2) open()
      await bothHoldOne
      await tx.execute(sql`update meeting set n = n + 1 where id = ${second}`)
    })
  await Promise.all([add(1, 2), add(2, 1)])
  expect((await db.execute(sql`select n from meeting order by id`)).map((row) => row.n)).toEqual([2, 2])
  expect(conflicts).toEqual([{ kind: 'deadlock', gaveUp: false }])
  await close()
})

it('gives up on a version that keeps moving after six tries, and never repeats what the caller asked for by version', async () => {
  const conflicts: Conflict[] = []
  const { db, close } = openDatabase(database.url, { max: 1, onConflict: (conflict) => conflicts.push(conflict) })
  let tries = 0
  const fail = (error: Error) =>
    db.transaction(async () => {
      tries++
      throw error
    })
  await expect(fail(new VersionConflictError('it moved on'))).rejects.toThrow(VersionConflictError)
  expect(tries).toBe(6)
  expect(conflicts.map((conflict) => conflict.gaveUp)).toEqual([false, false, false, false, false, true])
  await expect(fail(new StaleError('you saw another'))).rejects.toThrow(StaleError)
  expect(tries).toBe(7)
  await close()
})

it.each([
  [
    'of the tables',
    (onConflict: (conflict: Conflict) => void) => {
      const { db, close } = openDatabase(database.url, { max: 1, onConflict })
      return { run: async (text: string) => await db.execute(text), close }
    },
  ],
  [
    'of the queue',
    (onConflict: (conflict: Conflict) => void) => {
      const pool = createQueuePool({ connectionString: database.url, max: 1 }, onConflict)
      pool.on('error', () => {})
      return { run: (text: string) => pool.query(text), close: () => pool.end() }
    },
  ],
])('runs a statement %s again that waited for a transaction which waited for it, and counts it', async (what, open) => {
  const conflicts: Conflict[] = []
  const { run, close } = open((conflict) => conflicts.push(conflict))
  const table = `crossing_${what.length}`
  await run(`create table ${table} (id int primary key, n int not null)`)
  await run(`insert into ${table} values (1, 0), (2, 0)`)
  const name = database.sql(table)
  let statement: Promise<unknown> = Promise.resolve()
  await database.sql.begin(async (other) => {
    // It is always the statement that finds out and gives way.
    await other`set local deadlock_timeout = '1min'`
    await other`update ${name} set n = n + 10 where id = 2`
    statement = run(`update ${table} set n = n + 1`)
    await until('the statement to hold the first row and wait for the second', async () => {
      const [waiting] = await database.sql`select 1 from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock' and query like ${`update ${table}%`}`
      return waiting
    })
    await other`update ${name} set n = n + 10 where id = 1`
  })
  await statement
  expect((await database.sql`select n from ${name} order by id`).map((row) => row.n)).toEqual([11, 11])
  // Where the other is slow to go on, the statement may meet it again.
  expect(new Set(conflicts.map(({ kind, gaveUp }) => `${kind} ${gaveUp}`))).toEqual(new Set(['deadlock false']))
  await close()
})
