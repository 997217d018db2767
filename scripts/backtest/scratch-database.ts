import { randomBytes } from 'node:crypto'
import postgres from 'postgres'
import { type Database, openDatabase } from '../../src/db/client.ts'
import { migrateUp } from '../../src/db/migrate.ts'
import { ConflictError } from '../../src/errors.ts'

/** What tells a database of ours, which may be overwritten, from anybody else's. */
const mark = 'a backtest of Bellwether'

/**
 * Runs `work` in a fresh, migrated database on the server of `serverUrl` and drops it afterwards. With `keepAs` it stays under
 * that name, in the place of an earlier backtest of that name. Throws ConflictError when the name belongs to something else.
 */
export async function withScratchDatabase<T>(
  serverUrl: string,
  { keepAs, now }: { keepAs?: string | undefined; now: Date },
  work: (database: Database & { url: string }) => Promise<T>,
): Promise<T> {
  const name = keepAs ?? `bellwether_backtest_${randomBytes(5).toString('hex')}`
  const url = Object.assign(new URL(serverUrl), { pathname: `/${name}` }).href
  const admin = postgres(serverUrl, { max: 1, onnotice: () => {} })
  try {
    await makeRoom(admin, name)
    await admin`create database ${admin(name)}`
    // It can be made again: waiting for the disk at every commit would buy nothing.
    await admin.unsafe(`alter database "${name}" set synchronous_commit = off`)
    await admin.unsafe(`comment on database "${name}" is '${mark}'`)
    let done = false
    try {
      await migrateUp(url, now)
      const database = openDatabase(url, { max: 4, name: 'bellwether backtest' })
      try {
        const result = await work({ ...database, url })
        done = true
        return result
      } finally {
        await database.close()
      }
    } finally {
      if (keepAs === undefined || !done) await admin`drop database ${admin(name)} with (force)`
    }
  } finally {
    await admin.end()
  }
}

async function makeRoom(admin: postgres.Sql, name: string): Promise<void> {
  const [found] = await admin`
    select shobj_description(oid, 'pg_database') as comment from pg_database where datname = ${name}`
  if (found === undefined) return
  if (found.comment !== mark)
    throw new ConflictError(`There is a database ${name} that is no backtest; take another name`)
  await admin`drop database ${admin(name)} with (force)`
}
