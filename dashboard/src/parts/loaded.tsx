import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'

/** Shows what a query brought, or in plain words why not. Old data stays on screen while it is read again. */
export function Loaded<T>({ query, children }: { query: UseQueryResult<T>; children: (data: T) => ReactNode }) {
  if (query.data !== undefined)
    return (
      <>
        {query.error ? <p className="notice bad">Not up to date: {query.error.message}</p> : null}
        {children(query.data)}
      </>
    )
  if (query.error) return <p className="empty bad">{query.error.message}</p>
  return <p className="empty">Loading …</p>
}
