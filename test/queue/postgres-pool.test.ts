import { ConnectionClosedError } from 'bullmq'
import { expect, it } from 'vitest'
import { isDatabaseAway } from '../../src/db/failures.ts'
import { createQueuePool } from '../../src/queue/postgres-pool.ts'
import { useDatabase } from '../support/database.ts'
import { until } from '../support/until.ts'

const database = useDatabase()

it('tells a lost connection from a refused statement, in the form BullMQ waits and asks again for', async () => {
  const pool = createQueuePool({ connectionString: database.url, max: 1 })
  pool.on('error', () => {})
  await expect(pool.query('select 1/0')).rejects.toMatchObject({ code: '22012' })

  const lost = pool.query('select pg_sleep(60)').catch((error: unknown) => error)
  const pid = await until('the statement to run', async () => {
    const sleeping = database.sql`select pid from pg_stat_activity where query = 'select pg_sleep(60)' and state = 'active'`
    return (await sleeping)[0]?.pid
  })
  await database.sql`select pg_terminate_backend(${pid})`
  expect(await lost).toBeInstanceOf(ConnectionClosedError)
  expect(isDatabaseAway(await lost)).toBe(true)
  expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }])
  await pool.end()
})
