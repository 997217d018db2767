import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { BinaryRows, copyRows, fieldOf, uuidField } from '../../src/db/copy-rows.ts'
import { useDatabase } from '../support/database.ts'

const database = useDatabase()

const makeTable = (name: string) =>
  database.db.execute(sql`create table ${sql.identifier(name)}
    (id uuid primary key, word text, number float8, count int4, flag boolean, at timestamptz)`)
const columns = ['id', 'word', 'number', 'count', 'flag', 'at']
const idOf = (index: number) => `01890000-0000-7000-8000-${index.toString(16).padStart(12, '0')}`

function rowsOf(values: readonly { id: string; word: string; number: number; at: Date }[]) {
  const rows = new BinaryRows(8)
  for (const { id, word, number, at } of values) {
    rows.row(columns.length)
    rows.fields(uuidField(id))
    rows.fields(fieldOf(word))
    rows.float8(number)
    rows.int4(-7)
    rows.boolean(number > 0)
    rows.instant(at.getTime())
  }
  return rows
}

describe('rows by COPY', () => {
  it('read back as they were, also more than one buffer takes, before 2000 and beyond ASCII', async () => {
    await makeTable('copied')
    const times = ['1969-07-20T20:17:40.123Z', '1999-12-31T23:59:59.999Z', '2031-01-01T00:00:00.001Z']
    const values = Array.from({ length: 20_000 }, (_, i) => ({
      ...{ id: idOf(i), word: `Zürich ${i} \t\\N`, number: Math.sin(i) * 10 ** ((i % 600) - 300) },
      at: new Date(times[i % 3] ?? ''),
    }))
    await database.db.transaction((tx) => copyRows(tx, 'copied', columns, rowsOf(values)))
    const read = await database.sql`select * from copied order by id`
    expect(read.map(({ id, word, number, at }) => ({ id, word, number, at: new Date(at) }))).toEqual(values)
    expect(read.every((row) => row.count === -7 && row.flag === row.number > 0)).toBe(true)
  })

  it('are none when one is refused, with the reason, and the connection goes on', async () => {
    await makeTable('refused')
    const value = { id: idOf(1), word: 'twice', number: 1, at: new Date(0) }
    const twice = database.db.transaction(async (tx) => {
      await copyRows(tx, 'refused', columns, rowsOf([{ ...value, id: idOf(2) }]))
      await copyRows(tx, 'refused', columns, rowsOf([value, value]))
    })
    await expect(twice).rejects.toThrow(/duplicate key/)
    for (let i = 0; i < 12; i += 1) expect(await database.sql`select * from refused`).toEqual([])
  })

  it('need a transaction, so that no half of them stays', async () => {
    await expect(copyRows(database.db, 'copied', columns, rowsOf([]))).rejects.toThrow('COPY needs a transaction')
  })
})
