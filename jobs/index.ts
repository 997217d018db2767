import type { AnyJob } from '../src/queue/job.ts'
import { clusterEvents } from './cluster-events.ts'
import { deliverAlerts } from './deliver-alerts.ts'
import { embed } from './embed.ts'
import { fetchPages } from './fetch-pages.ts'
import { fetchSources } from './fetch-sources.ts'
import { normalize } from './normalize.ts'
import { scoreTrends } from './score-trends.ts'
import { snapshot } from './snapshot.ts'

export { clusterEvents, deliverAlerts, embed, fetchPages, fetchSources, normalize, scoreTrends, snapshot }

/** The pipeline: queues, workers, schedules, reconcile sweeps, Bull Board and the pipeline view all come from this list. */
export const jobs: readonly AnyJob[] = [
  fetchSources,
  fetchPages,
  normalize,
  clusterEvents,
  scoreTrends,
  embed,
  snapshot,
  deliverAlerts,
]
