import { sql } from 'drizzle-orm'
import { expect, it } from 'vitest'
import type { Db } from '../../src/db/client.ts'
import { openDatabase } from '../../src/db/client.ts'
import { plannedEachTime } from '../../src/db/prepared.ts'
import { useDatabase } from '../support/database.ts'

const database = useDatabase()

const plannedFor = async (db: Db, text: string) =>
  (await db.execute<{ statement: string }>(sql`select statement from pg_prepared_statements`)).filter(({ statement }) =>
    statement.includes(text),
  ).length

it('prepares a statement once for a connection, in transactions and savepoints too', async () => {
  const { db, close } = openDatabase(database.url, { max: 1 })
  const ask = (on: Db, n: number) => on.execute<{ n: number }>(sql`select ${n}::int + 1 as n`)
  expect((await ask(db, 1))[0]?.n).toBe(2)
  const inside = await db.transaction(async (tx) => [
    (await ask(tx, 2))[0]?.n,
    await tx.transaction(async (inner) => (await ask(inner, 3))[0]?.n),
  ])
  expect(inside).toEqual([3, 4])
  expect(await plannedFor(db, '::int + 1 as n')).toBe(1)
  await close()
})

it('does not keep statements whose text grows with a list', async () => {
  const { db, close } = openDatabase(database.url, { max: 1 })
  const list = sql.join(
    Array.from({ length: 100 }, (_, n) => sql`${n}::int`),
    sql`, `,
  )
  expect((await db.execute<{ found: boolean }>(sql`select 99 in (${list}) as found`))[0]?.found).toBe(true)
  expect(await plannedFor(db, 'select 99 in')).toBe(0)
  await close()
})

it('does not keep a statement that says it is planned each time', async () => {
  const { db, close } = openDatabase(database.url, { max: 1 })
  expect(
    (
      await db.execute<{ n: number }>(sql`
    ${plannedEachTime} select ${41}::int + 1 as n`)
    )[0]?.n,
  ).toBe(42)
  expect(await plannedFor(db, 'planned each time */ select')).toBe(0)
  await close()
})

it('prepares anew on the connection that follows a lost one, and after a table changed', async () => {
  const { db, close } = openDatabase(database.url, { max: 1 })
  await db.execute(sql`create table prepared_rows (id int)`)
  const ask = () => db.execute(sql`select * from prepared_rows where id > ${0}::int`)
  await ask()
  await database.sql`insert into prepared_rows values (1)`
  await database.sql`alter table prepared_rows add column note text default 'new'`
  expect([...(await ask())]).toEqual([{ id: 1, note: 'new' }])
  const [own] = await db.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`)
  await database.sql`select pg_terminate_backend(${own!.pid})`
  await expect
    .poll(() =>
      ask().then(
        (rows) => rows.length,
        () => 0,
      ),
    )
    .toBe(1)
  await close()
})
