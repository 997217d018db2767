import { type ReactNode, useState } from 'react'
import { Link, useLocation } from 'wouter'
import type { SampleRemoved, Session } from '../../../src/http/contract.ts'
import { send } from '../api.ts'
import { submitting, useChange } from '../changes.ts'
import { formatDateTime } from '../format.ts'

const places = [
  ['/trends', 'Trends'],
  ['/alerts', 'Alerts'],
  ['/track-record', 'Track record'],
  ['/events', 'Events'],
  ['/sources', 'Sources'],
  ['/pipeline', 'Pipeline'],
] as const

/** Name, navigation and search above every page. */
export function Layout({ session, children }: { session: Session | undefined; children: ReactNode }) {
  const [location, navigate] = useLocation()
  const [query, setQuery] = useState('')
  const search = submitting(() => {
    if (query.trim()) navigate(`/search?q=${encodeURIComponent(query.trim())}`)
  })
  return (
    <>
      <header className="top">
        <Link href="/trends" className="name">
          Bellwether
        </Link>
        <nav aria-label="Pages">
          {places.map(([href, label]) => {
            const isHere = location.startsWith(href) || (href === '/trends' && location === '/')
            return (
              <Link key={href} href={href} aria-current={isHere ? 'page' : undefined}>
                {label}
              </Link>
            )
          })}
          <a href="/queues">Queues</a>
        </nav>
        <form onSubmit={search}>
          <input
            type="search"
            value={query}
            onChange={(event) => setQuery(event.target.value)}
            placeholder="Search by words or meaning"
            aria-label="Search"
          />
        </form>
      </header>
      {session?.sampleInstalled ? <SampleNotice /> : null}
      <main>{children}</main>
      <footer>
        {session
          ? `${session.tenant.name} · ${formatDateTime(session.now)}${session.clockSpeed === 1 ? '' : ` · clock × ${session.clockSpeed}`} · ${session.version}`
          : ''}
      </footer>
    </>
  )
}

function SampleNotice() {
  const remove = useChange(() => send<SampleRemoved>('DELETE', '/sample'))
  const ask = () => {
    if (window.confirm('Remove the sample workspace? Your own sources, events and trends stay.')) remove.mutate()
  }
  return (
    <p className="notice">
      This workspace holds a <strong>sample</strong>: an invented region, invented outlets and reports.{' '}
      <button type="button" className="plain" onClick={ask} disabled={remove.isPending}>
        {remove.isPending ? 'Removing …' : 'Remove the sample'}
      </button>
      {remove.error ? <span className="bad"> {remove.error.message}</span> : null}
    </p>
  )
}
