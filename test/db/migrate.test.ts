import { randomBytes } from 'node:crypto'
import { is } from 'drizzle-orm'
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { openDatabase } from '../../src/db/client.ts'
import { newId } from '../../src/db/id.ts'
import { ensurePartitions, migrateDown, migrateUp, migrationStatus } from '../../src/db/migrate.ts'
import * as schema from '../../src/db/schema/index.ts'

const now = new Date('2025-05-17T10:00:00Z')
const tables: PgTable[] = Object.values(schema).filter((entry) => is(entry, PgTable))

describe('migrations', () => {
  const name = `bellwether_${randomBytes(6).toString('hex')}_test`
  const url = Object.assign(new URL(inject('postgresUrl')), { pathname: `/${name}` }).href
  const admin = postgres(inject('postgresUrl'), { max: 1, onnotice: () => {} })
  beforeAll(async () => {
    await admin`create database ${admin(name)}`
  })
  afterAll(async () => {
    await admin`drop database if exists ${admin(name)} with (force)`
    await admin.end()
  })

  const columnsInDatabase = async () => {
    const sql = postgres(url, { max: 1 })
    const rows = await sql`select table_name, column_name from information_schema.columns where table_schema = 'public'`
    await sql.end()
    return new Set(rows.map((row) => `${row.table_name}.${row.column_name}`))
  }

  it('make every column the schema declares', async () => {
    await migrateUp(url, now)
    const columns = await columnsInDatabase()
    const missing = tables.flatMap((table) => {
      const { name: tableName, columns: declared } = getTableConfig(table)
      return declared.map((column) => `${tableName}.${column.name}`).filter((column) => !columns.has(column))
    })
    expect(tables.length).toBeGreaterThan(20)
    expect(missing).toEqual([])
  })

  it('go down to nothing and up again with rows in the tables', async () => {
    const { db, close } = openDatabase(url, { max: 2 })
    const id = newId(now)
    const when = { createdAt: now, updatedAt: now }
    await db.insert(schema.sources).values({ id, connector: 'rss', name: 'Somewhere', ...when })
    await db.insert(schema.items).values({
      id: newId(now),
      seq: 1,
      sourceId: id,
      connector: 'rss',
      externalId: '1',
      fetchedAt: now,
      ingestedAt: now,
    })
    const values = { slug: 's', name: 'n', question: 'q', currentLogOdds: 0, currentAsOf: now, ...when }
    await db.insert(schema.trends).values({ id: newId(now), ...values })
    await close()

    while (await migrateDown(url)) expect((await migrationStatus(url)).some((entry) => !entry.applied)).toBe(true)
    expect(await columnsInDatabase()).toEqual(new Set())

    await migrateUp(url, now)
    expect((await migrationStatus(url)).every((entry) => entry.applied)).toBe(true)
  })

  it('let processes that start together wait for one another', async () => {
    while (await migrateDown(url));
    await Promise.all([migrateUp(url, now), migrateUp(url, now), migrateUp(url, now)])
    expect((await migrationStatus(url)).every((entry) => entry.applied)).toBe(true)
  })

  it('put an item into the partition of the month of its id', async () => {
    const { db, sql, close } = openDatabase(url, { max: 2 })
    const inMay = newId(now)
    const longAgo = newId(new Date('2019-01-01T00:00:00Z'))
    for (const [seq, itemId] of [inMay, longAgo].entries())
      await db.insert(schema.items).values({
        id: itemId,
        seq,
        sourceId: inMay,
        connector: 'rss',
        externalId: `p${seq}`,
        fetchedAt: now,
        ingestedAt: now,
      })
    const rows = await sql<{ id: string; part: string }[]>`select id, tableoid::regclass::text as part from items`
    expect(Object.fromEntries(rows.map((row) => [row.id, row.part]))).toMatchObject({
      [inMay]: 'items_202505',
      [longAgo]: 'items_default',
    })
    expect(await ensurePartitions(db, now)).toBe(0)
    expect(await ensurePartitions(db, new Date('2025-07-01T00:00:00Z'))).toBe(4)
    await close()
  })
})
