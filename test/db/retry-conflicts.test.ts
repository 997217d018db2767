import { sql } from 'drizzle-orm'
import { expect, it } from 'vitest'
import { openDatabase } from '../../src/db/client.ts'
import type { Conflict } from '../../src/db/retry-conflicts.ts'
import { StaleError, VersionConflictError } from '../../src/errors.ts'
import { useDatabase } from '../support/database.ts'

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
