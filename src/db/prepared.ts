import { sql } from 'drizzle-orm'
import type { Sql, TransactionSql } from 'postgres'

/** A statement with more parameters holds a list, and each length of it would be a statement of its own. */
const MOST_PARAMETERS = 24

const PLANNED_EACH_TIME = '/* planned each time */'

/**
 * Begins a statement that is to be planned for the values of each call: how much it reads depends on them so much that a plan
 * made without knowing them reads a whole table.
 */
export const plannedEachTime = sql.raw(PLANNED_EACH_TIME)

type Scope = (scope: TransactionSql) => unknown

const isPrepared = (text: string, parameters: number): boolean =>
  parameters > 0 && parameters <= MOST_PARAMETERS && !text.trimStart().startsWith(PLANNED_EACH_TIME)

/**
 * Has a client, and every transaction begun on it, prepare the statements it is given as text: the query builder does not. One
 * journey to the server for each instead of two, and PostgreSQL plans the frequent ones once instead of every time, which
 * with years of monthly partitions takes longer than most of them run.
 */
export function preparing<Client extends Sql | TransactionSql>(client: Client): Client {
  const unsafe = client.unsafe as (text: string, values?: unknown[], options?: object) => unknown
  const prepared = (text: string, values: unknown[] = [], options: object = {}) =>
    unsafe(text, values, { ...options, prepare: isPrepared(text, values.length) })
  const scoped = (start: (...args: never[]) => unknown) => {
    return (...args: unknown[]) => {
      const work = args.pop() as Scope
      return start(...([...args, (scope: TransactionSql) => work(preparing(scope))] as never[]))
    }
  }
  return Object.assign(client, {
    unsafe: prepared,
    ...('begin' in client ? { begin: scoped(client.begin) } : {}),
    ...('savepoint' in client ? { savepoint: scoped(client.savepoint) } : {}),
  })
}
