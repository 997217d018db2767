import { once } from 'node:events'
import { finished } from 'node:stream/promises'
import type { TransactionSql } from 'postgres'
import type { Db } from './client.ts'

/** Signature, no flags, no header extension: https://www.postgresql.org/docs/current/sql-copy.html, binary format. */
const fileHeader = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1')
/** Midnight of 2000-01-01 UTC, from which PostgreSQL counts microseconds. */
const epochMs = Date.UTC(2000, 0, 1)

/** Rows of COPY's binary format, put together field by field: several times as fast to write and read as text. */
export class BinaryRows {
  private bytes: Buffer
  private at = 0

  /** Grows when `expectedBytes` do not suffice. */
  constructor(expectedBytes = 1 << 16) {
    this.bytes = Buffer.allocUnsafe(expectedBytes)
  }

  /** Begins the next row; as many fields have to follow. */
  row(fields: number): void {
    this.reserve(2)
    this.at = this.bytes.writeInt16BE(fields, this.at)
  }

  /** Appends fields that many rows share, made by `fieldOf`. */
  fields(encoded: Buffer): void {
    this.reserve(encoded.length)
    this.bytes.set(encoded, this.at)
    this.at += encoded.length
  }

  float8(value: number): void {
    this.open(8)
    this.at = this.bytes.writeDoubleBE(value, this.at)
  }

  int4(value: number): void {
    this.open(4)
    this.at = this.bytes.writeInt32BE(value, this.at)
  }

  boolean(value: boolean): void {
    this.open(1)
    this.at = this.bytes.writeUInt8(value ? 1 : 0, this.at)
  }

  /** A timestamp with time zone, from milliseconds since 1970. */
  instant(ms: number): void {
    const micros = (ms - epochMs) * 1_000
    const high = Math.floor(micros / 2 ** 32)
    this.open(8)
    this.at = this.bytes.writeInt32BE(high, this.at)
    this.at = this.bytes.writeUInt32BE(micros - high * 2 ** 32, this.at)
  }

  /** What was put together so far. */
  done(): Buffer {
    return this.bytes.subarray(0, this.at)
  }

  private open(length: number): void {
    this.reserve(4 + length)
    this.at = this.bytes.writeInt32BE(length, this.at)
  }

  private reserve(length: number): void {
    if (this.at + length <= this.bytes.length) return
    const wider = Buffer.allocUnsafe(2 * this.bytes.length + length)
    this.bytes.copy(wider, 0, 0, this.at)
    this.bytes = wider
  }
}

/** A field by itself; text in UTF-8. */
export function fieldOf(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value)
  const length = Buffer.alloc(4)
  length.writeInt32BE(bytes.length)
  return Buffer.concat([length, bytes])
}

/** The field of a uuid. */
export const uuidField = (id: string): Buffer => fieldOf(Buffer.from(id.replaceAll('-', ''), 'hex'))

/** Writes rows into a table by COPY, within the transaction `tx`; `columns` in the order of their fields. */
export async function copyRows(tx: Db, table: string, columns: readonly string[], rows: BinaryRows): Promise<void> {
  const sql = connectionOf(tx)
  const copy = sql`copy ${sql(table)} (${sql([...columns])}) from stdin (format binary)`
  const refused = refusalOf(copy)
  const target = await Promise.race([copy.writable(), refused])
  const written = Promise.race([finished(target), refused])
  for (const part of [fileHeader, rows.done(), Buffer.from([0xff, 0xff])])
    if (!target.write(part)) await Promise.race([once(target, 'drain'), written])
  target.end()
  await written
}

/** Rejects when the server refuses rows it was sent: the driver tells the query, which has long been answered with a stream. */
function refusalOf(query: unknown): Promise<never> {
  const settled = query as { reject(error: unknown): void }
  const settle = settled.reject
  const refused = new Promise<never>((_, reject) => {
    settled.reject = (error) => {
      settle(error)
      reject(error)
    }
  })
  // Heard by whoever waits at that time; nobody may.
  refused.catch(() => {})
  return refused
}

/** The driver's own transaction under drizzle's, which has no COPY and does not show it. */
function connectionOf(tx: Db): TransactionSql {
  const { client } = tx._ && 'session' in tx._ ? (tx._.session as unknown as { client?: TransactionSql }) : {}
  if (typeof client !== 'function' || 'begin' in client) throw new Error('COPY needs a transaction')
  return client
}
