import { randomBytes } from 'node:crypto'
import postgres from 'postgres'
import { afterAll, beforeAll, inject } from 'vitest'
import { type Database, openDatabase } from '../../src/db/client.ts'

export interface TestDatabase extends Pick<Database, 'db' | 'sql'> {
  readonly url: string
}

/** A database of the test file's own, cloned from the migrated template and dropped afterwards. */
export function useDatabase(): TestDatabase {
  const name = `bellwether_${randomBytes(6).toString('hex')}_test`
  const url = Object.assign(new URL(inject('postgresUrl')), { pathname: `/${name}` }).href
  let database: Database | undefined

  beforeAll(async () => {
    await admin((sql) => sql`create database ${sql(name)} template bellwether_template_test`)
    database = openDatabase(url, { max: 8 })
  })
  afterAll(async () => {
    await database?.close()
    await admin((sql) => sql`drop database if exists ${sql(name)} with (force)`)
  })

  const opened = () => {
    if (!database) throw new Error('The test database is open from beforeAll to afterAll only')
    return database
  }
  return {
    url,
    get db() {
      return opened().db
    },
    get sql() {
      return opened().sql
    },
  }
}

async function admin(run: (sql: postgres.Sql) => Promise<unknown>): Promise<void> {
  const sql = postgres(inject('postgresUrl'), { max: 1, onnotice: () => {} })
  try {
    await run(sql)
  } finally {
    await sql.end()
  }
}
