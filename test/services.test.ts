import { setTimeout as pause } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { loadConfig } from '../src/config.ts'
import { openServices, type Role } from '../src/services.ts'
import { ingestItems } from '../src/sources/index.ts'
import { useDatabase } from './support/database.ts'

const database = useDatabase()
const open = (role: Role) =>
  openServices(loadConfig({ DATABASE_URL: database.url, BELLWETHER_LOG_LEVEL: 'silent' }), database.url, { role })

it.each<Role>(['api', 'worker', 'scheduler', 'main', 'command'])(
  'the database ends statements, waits for locks and idle transactions of %s by itself',
  async (role) => {
    const services = await open(role)
    const limits = await services.sql`select name, setting::int as ms from pg_settings
      where name in ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout')`
    const { statement_timeout, lock_timeout, ...rest } = Object.fromEntries(limits.map(({ name, ms }) => [name, ms]))
    expect(rest.idle_in_transaction_session_timeout).toBeGreaterThan(0)
    expect(lock_timeout).toBeGreaterThan(0)
    // A wait for a lock is told as such.
    expect(statement_timeout).toBeGreaterThan(lock_timeout)
    await services.close()
  },
)

it('items handed over to the API wait their turn behind those that took long to store', async () => {
  const api = await open('api')
  const item = { externalId: 'late', title: 'Late', text: 'Handed over while others stood in line.' }
  let stored: ReturnType<typeof ingestItems> | undefined
  await database.sql.begin(async (other) => {
    await other`select from tenants where id = 'main' for update`
    stored = ingestItems(api.db, { tenantId: 'main', entries: [{ source: 'Desk', item }], now: new Date() })
    await Promise.race([stored, pause(6_000)])
  })
  expect(await stored).toMatchObject({ inserted: 1 })
  await api.close()
})
