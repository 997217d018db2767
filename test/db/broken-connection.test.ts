import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Database, openDatabase } from '../../src/db/client.ts'
import { isDatabaseAway } from '../../src/db/failures.ts'
import { useDatabase } from '../support/database.ts'
import { until } from '../support/until.ts'

const server = useDatabase()

/** How a connection ends: orderly, as a killed server's does, or by a reset, as a firewall's does. */
const breaks = {
  closed: (socket: Socket) => socket.destroy(),
  reset: (socket: Socket) => socket.resetAndDestroy(),
}

describe.each(Object.entries(breaks))('a connection %s in mid-transaction', (_how, breakOff) => {
  const clients = new Set<Socket>()
  const passOn = createServer((client) => {
    const upstream = connect(Number(new URL(server.url).port), '127.0.0.1')
    clients.add(client)
    client.on('close', () => clients.delete(client) && upstream.destroy()).on('error', () => client.destroy())
    upstream.on('close', () => client.destroy()).on('error', () => upstream.destroy())
    client.pipe(upstream).pipe(client)
  })
  // One connection, so that whatever comes next takes the place of the broken one.
  let database: Database

  beforeAll(async () => {
    passOn.listen(0, '127.0.0.1')
    await once(passOn, 'listening')
    const address = passOn.address()
    const port = String(typeof address === 'object' && address ? address.port : 0)
    database = openDatabase(Object.assign(new URL(server.url), { port }).href, { max: 1 })
    await server.sql`create table if not exists written (n int primary key)`
  })
  beforeEach(async () => {
    await server.sql`truncate written`
  })
  afterAll(async () => {
    await database.close()
    passOn.close()
  })

  const cut = () => {
    for (const socket of clients) breakOff(socket)
  }
  const insert = (db: Database['db'], n: number) => db.execute(sql`insert into written values (${n})`)
  const written = async () => (await database.sql`select n from written order by n`).map((row) => row.n)

  it('fails what was asked, and everything asked behind it', async () => {
    const work = database.db.transaction(async (tx) => {
      await insert(tx, 1)
      await Promise.all([tx.execute(sql`select pg_sleep(60)`), insert(tx, 2), insert(tx, 3)])
    })
    const failure = work.catch((error: unknown) => error)
    const pid = await until('the statement to run', async () => {
      const sleeping = server.sql`select pid from pg_stat_activity where query = 'select pg_sleep(60)' and state = 'active'`
      return (await sleeping)[0]?.pid
    })
    cut()
    expect(isDatabaseAway(await failure)).toBe(true)
    // A server notices a client's end only when the statement does.
    await server.sql`select pg_terminate_backend(${pid})`
    expect(await written()).toEqual([])
  })

  it('lets nothing of the broken transaction into the one that follows on its connection', async () => {
    let resume = () => {}
    const elsewhere = new Promise<void>((resolve) => {
      resume = resolve
    })
    let late: unknown
    let begun = false
    const broken = database.db
      .transaction(async (tx) => {
        await insert(tx, 1)
        begun = true
        await elsewhere
        late = await insert(tx, 2).catch((error: unknown) => error)
      })
      .catch((error: unknown) => error)
    await until('the transaction to begin', () => begun)
    cut()
    expect(isDatabaseAway(await broken)).toBe(true)

    await database.db.transaction(async (tx) => {
      await insert(tx, 3)
      resume()
      await until('the late statement to be refused', () => late)
      await insert(tx, 4)
    })
    expect(isDatabaseAway(late)).toBe(true)
    expect(await written()).toEqual([3, 4])
  })

  it('fails a COPY half way, and the next one goes through', async () => {
    const first = await database.sql`copy written from stdin`.writable()
    const failed = once(first, 'close').catch((error: unknown) => error)
    first.on('error', () => {})
    first.write('1\n')
    cut()
    await failed
    // What is asked in the instant in which it breaks may still share its fate.
    expect(await until('an answer', () => written().catch(() => undefined))).toEqual([])

    const second = await database.sql`copy written from stdin`.writable()
    second.end('2\n')
    await once(second, 'finish')
    expect(await written()).toEqual([2])
  })
})

/** What a server that is being stopped says last. */
function farewell(): Buffer {
  const fields = Buffer.from('SFATAL\0VFATAL\0C57P01\0Mterminating connection due to administrator command\0\0')
  const head = Buffer.from('E\0\0\0\0')
  head.writeInt32BE(4 + fields.length, 1)
  return Buffer.concat([head, fields])
}

it('a server that stops while a connection asks for the types it has costs that connection only', async () => {
  let farewells = 0
  const passOn = createServer((client) => {
    const upstream = connect(Number(new URL(server.url).port), '127.0.0.1', () => upstream.setNoDelay(true))
    upstream.on('close', () => client.destroy()).on('error', () => upstream.destroy())
    client.on('close', () => upstream.destroy()).on('error', () => client.destroy())
    upstream.pipe(client)
    client.on('data', (said) => {
      if (farewells >= 2 || !said.includes('typarray')) return upstream.write(said)
      farewells++
      client.end(farewell())
    })
  }).listen(0, '127.0.0.1')
  await once(passOn, 'listening')
  const unheard: unknown[] = []
  const note = (error: unknown) => unheard.push(error)
  process.on('unhandledRejection', note)
  const address = passOn.address()
  const port = String(typeof address === 'object' && address ? address.port : 0)
  const { db, close } = openDatabase(Object.assign(new URL(server.url), { port }).href, { max: 1 })
  const ask = () => db.execute<{ list: number[] }>(sql`select array[1, 2]::int[] as list, ${1}::int as one`)
  const rows = await until('an answer', () => ask().catch(() => undefined))
  expect([...rows]).toEqual([{ list: [1, 2], one: 1 }])
  expect(farewells).toBe(2)
  await close()
  passOn.close()
  process.off('unhandledRejection', note)
  expect(unheard).toEqual([])
})
