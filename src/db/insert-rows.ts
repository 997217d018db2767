import { getTableColumns, type InferInsertModel, type SQL, sql } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import type { Db } from './client.ts'

/** Rows of a table as one parameter. */
export interface Recordset {
  /** The columns that are given, in the order of `insert into`. */
  columns: SQL
  /** What stands in a FROM: rows with every column of the table, null where it is not given. */
  source: SQL
}

/**
 * At least one row, all with the same properties, as a recordset. Put together value by value, a statement costs this program
 * more than the rows cost the database, and each number of rows is another statement to plan.
 */
export function recordsetOf<Table extends PgTable>(
  table: Table,
  rows: readonly Partial<InferInsertModel<Table>>[],
): Recordset {
  const given = Object.keys(rows[0] ?? {})
  const columns = Object.entries(getTableColumns(table)).filter(([key]) => given.includes(key))
  const named = rows.map((row) =>
    Object.fromEntries(columns.map(([key, column]) => [column.name, row[key as keyof typeof row]])),
  )
  return {
    columns: sql.join(
      columns.map(([, column]) => sql.identifier(column.name)),
      sql`, `,
    ),
    source: sql`json_populate_recordset(null::${table}, ${JSON.stringify(named)}::text::json)`,
  }
}

/** Inserts rows of any number, all with the same properties, in one statement; what is not given has its default. */
export async function insertRows<Table extends PgTable>(
  db: Db,
  table: Table,
  rows: readonly InferInsertModel<Table>[],
): Promise<void> {
  if (rows.length === 0) return
  const { columns, source } = recordsetOf(table, rows as readonly Partial<InferInsertModel<Table>>[])
  await db.execute(sql`insert into ${table} (${columns}) select ${columns} from ${source}`)
}
