import { lazy, Suspense } from 'react'
import { Route, Switch } from 'wouter'
import { ApiError } from './api.ts'
import { AddSourcePage } from './pages/add-source-page.tsx'
import { AlertsPage } from './pages/alerts-page.tsx'
import { CredentialsPage } from './pages/credentials-page.tsx'
import { DeadLettersPage } from './pages/dead-letters-page.tsx'
import { DefineTrendPage, DefinitionPage } from './pages/definition-page.tsx'
import { EventPage } from './pages/event-page.tsx'
import { EventsPage } from './pages/events-page.tsx'
import { ItemPage } from './pages/item-page.tsx'
import { PipelinePage } from './pages/pipeline-page.tsx'
import { SearchPage } from './pages/search-page.tsx'
import { SignedOut } from './pages/signed-out.tsx'
import { SourcePage } from './pages/source-page.tsx'
import { SourcesPage } from './pages/sources-page.tsx'
import { TrackRecordPage } from './pages/track-record-page.tsx'
import { TrendsPage } from './pages/trends-page.tsx'
import { Layout } from './parts/layout.tsx'
import { useSession } from './queries.ts'

// The charts are most of the code; only the page that draws them loads them.
const TrendPage = lazy(() => import('./pages/trend-page.tsx').then((module) => ({ default: module.TrendPage })))

/** The pages by address. */
export function App() {
  const session = useSession()
  if (session.error instanceof ApiError && session.error.status === 401) return <SignedOut />
  return (
    <Layout session={session.data}>
      <Suspense fallback={<p className="empty">Loading …</p>}>
        <Switch>
          <Route path="/" component={TrendsPage} />
          <Route path="/trends" component={TrendsPage} />
          <Route path="/trends/:slug">{({ slug }) => <TrendPage key={slug} slug={slug} />}</Route>
          <Route path="/trends/:slug/definition">{({ slug }) => <DefinitionPage key={slug} slug={slug} />}</Route>
          <Route path="/define-trend" component={DefineTrendPage} />
          <Route path="/alerts" component={AlertsPage} />
          <Route path="/track-record" component={TrackRecordPage} />
          <Route path="/events" component={EventsPage} />
          <Route path="/events/:id">{({ id }) => <EventPage key={id} id={id} />}</Route>
          <Route path="/items/:id">{({ id }) => <ItemPage key={id} id={id} />}</Route>
          <Route path="/sources" component={SourcesPage} />
          <Route path="/sources/add" component={AddSourcePage} />
          <Route path="/credentials" component={CredentialsPage} />
          <Route path="/sources/:id">{({ id }) => <SourcePage key={id} id={id} />}</Route>
          <Route path="/search" component={SearchPage} />
          <Route path="/pipeline" component={PipelinePage} />
          <Route path="/pipeline/dead-letters" component={DeadLettersPage} />
          <Route>
            <p className="empty">There is no page here.</p>
          </Route>
        </Switch>
      </Suspense>
    </Layout>
  )
}
