import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { openDatabase } from '../../src/db/client.ts'
import { perSecond } from './rates.ts'

const rowsPerInsert = 500

/** Rows per second of the yardsticks: the rows `items` holds, written again into a table with the same columns and indexes. */
export interface PlainRates {
  insertPerSecond: number
  copyPerSecond: number
}

/** Every row of a table in Postgres' text form. */
interface TextRows {
  columns: string[]
  rows: (string | null)[][]
}

/** Writes the latest `most` rows of `items` into a twin of the table by multi-row INSERT, then by COPY, and measures both. */
export async function measurePlainRows(databaseUrl: string, most: number): Promise<PlainRates> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const read = await readRows(client, most)
    await makeTwin(client)
    const insertPerSecond = await perSecond(read.rows.length, () => insertRows(client, read))
    await makeTwin(client)
    return { insertPerSecond, copyPerSecond: await perSecond(read.rows.length, () => copyRows(databaseUrl, read)) }
  } finally {
    await client.end()
  }
}

const makeTwin = (client: pg.Client) =>
  client.query('drop table if exists items_twin; create table items_twin (like items including all)')

async function readRows(client: pg.Client, most: number): Promise<TextRows> {
  const { rows: attributes } = await client.query<{ name: string }>(
    `select attname as name from pg_attribute where attrelid = 'items'::regclass and attnum > 0 and not attisdropped order by attnum`,
  )
  const columns = attributes.map(({ name }) => name)
  const text = `select ${columns.map((name) => `${name}::text`).join(', ')} from items order by seq desc limit ${most}`
  const { rows } = await client.query<(string | null)[]>({ text, rowMode: 'array' })
  return { columns, rows }
}

async function insertRows(client: pg.Client, { columns, rows }: TextRows): Promise<void> {
  for (let at = 0; at < rows.length; at += rowsPerInsert) {
    const slice = rows.slice(at, at + rowsPerInsert)
    const tuples = slice.map((_, row) => `(${columns.map((_, i) => `$${row * columns.length + i + 1}`).join(',')})`)
    await client.query(`insert into items_twin (${columns.join(', ')}) values ${tuples.join(',')}`, slice.flat())
  }
}

async function copyRows(databaseUrl: string, { columns, rows }: TextRows): Promise<void> {
  const { sql, close } = openDatabase(databaseUrl, { max: 1 })
  try {
    const target = await sql`copy items_twin (${sql(columns)}) from stdin`.writable()
    await pipeline(Readable.from(rows.map((row) => `${row.map(copyField).join('\t')}\n`)), target)
  } finally {
    await close()
  }
}

/** https://www.postgresql.org/docs/current/sql-copy.html, text format. */
const copyField = (value: string | null): string =>
  value === null
    ? '\\N'
    : value.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n').replaceAll('\r', '\\r')
