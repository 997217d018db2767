import type { Sql, TransactionSql } from 'postgres'

/** A statement with more parameters holds a list, and each length of it would be a statement of its own. */
const MOST_PARAMETERS = 24

type Scope = (scope: TransactionSql) => unknown

/**
 * Has a client, and every transaction begun on it, prepare the statements it is given as text: the query builder does not. One
 * journey to the server for each instead of two, and PostgreSQL plans the frequent ones once instead of every time, which
 * with years of monthly partitions takes longer than most of them run.
 */
export function preparing<Client extends Sql | TransactionSql>(client: Client): Client {
  const unsafe = client.unsafe as (text: string, values?: unknown[], options?: object) => unknown
  const prepared = (text: string, values: unknown[] = [], options: object = {}) =>
    unsafe(text, values, { ...options, prepare: values.length > 0 && values.length <= MOST_PARAMETERS })
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
