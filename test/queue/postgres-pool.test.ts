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

it('bounds how long a statement may run, wait for a lock, and hold locks while its process stands still', async () => {
  const pool = createQueuePool({ connectionString: database.url, max: 1 })
  const names = ['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout']
  const { rows } = await pool.query('select setting::int as ms from pg_settings where name = any($1)', [names])
  expect(rows).toHaveLength(3)
  for (const { ms } of rows) expect(ms).toBeGreaterThan(0)
  await pool.end()
})
