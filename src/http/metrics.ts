import type { RequestHandler } from 'express'
import { listConflicts, listDeadLetterCauses, listStageActivity, listSweeps } from '../pipeline/index.ts'
import { listSources } from '../sources/index.ts'
import { identityOf } from './access/door.ts'
import type { AppServices } from './app-services.ts'
import { queueStates, waitingSeconds } from './queue-access.ts'

interface Sample {
  labels: Record<string, string>
  value: number
}

/**
 * GET /metrics: what a monitor watches, as gauges in Prometheus' text format
 * (https://prometheus.io/docs/instrumenting/exposition_formats/). Letters, runs and sources are those of the caller's workspace.
 */
export function metrics(services: AppServices): RequestHandler {
  return async (request, response) => {
    const text = await readMetrics(services, identityOf(request).tenantId)
    response.set('Cache-Control', 'no-store').type('text/plain; version=0.0.4; charset=utf-8').send(text)
  }
}

async function readMetrics({ db, queues, clock, wallClock }: AppServices, tenantId: string): Promise<string> {
  const now = clock.now()
  const stages = queues.jobs.map((job) => job.name)
  const [states, waiting, sweeps, causes, conflicts, activity, sources] = await Promise.all([
    queueStates(queues),
    waitingSeconds(queues, wallClock.now()),
    listSweeps(db),
    listDeadLetterCauses(db, tenantId),
    listConflicts(db, now),
    listStageActivity(db, tenantId, stages, now),
    listSources(db, tenantId),
  ])
  const ofStage = (read: (stage: string) => number) =>
    stages.map((stage) => ({ labels: { stage }, value: read(stage) }))
  const byStatus = new Map<string, number>()
  for (const { isActive, status } of sources) if (isActive) byStatus.set(status, (byStatus.get(status) ?? 0) + 1)
  const swept = [...sweeps.values()].map(({ stage, ...sweep }) => ({ labels: { stage }, sweep }))
  return [
    gauge(
      'bellwether_queue_jobs',
      'Jobs of a queue by state.',
      states.flatMap(({ name, counts }) =>
        Object.entries(counts).map(([state, value]) => ({ labels: { queue: name, state }, value })),
      ),
    ),
    gauge(
      'bellwether_queue_paused',
      '1 while a queue is paused.',
      states.map(({ name, isPaused }) => ({ labels: { queue: name }, value: Number(isPaused) })),
    ),
    gauge(
      'bellwether_queue_oldest_waiting_seconds',
      'How long the first job in line has waited; 0 when none waits.',
      [...waiting].map(([queue, value]) => ({ labels: { queue }, value })),
    ),
    gauge(
      'bellwether_sweep_age_seconds',
      'Since the tables were last asked what is due, by the workspace clock.',
      swept.map(({ labels, sweep }) => ({ labels, value: (now.getTime() - sweep.sweptAt.getTime()) / 1_000 })),
    ),
    gauge(
      'bellwether_sweep_due_runs',
      'Runs that were due at the last sweep.',
      swept.map(({ labels, sweep }) => ({ labels, value: sweep.enqueued })),
    ),
    gauge(
      'bellwether_sweep_held',
      'Payloads held back at the last sweep because of a dead letter.',
      swept.map(({ labels, sweep }) => ({ labels, value: sweep.held })),
    ),
    gauge(
      'bellwether_dead_letters',
      'Jobs that exhausted their attempts and are not dealt with.',
      ofStage((stage) => causes.reduce((sum, cause) => sum + (cause.stage === stage ? cause.letters : 0), 0)),
    ),
    gauge(
      'bellwether_stage_runs',
      'Runs of the last 24 hours.',
      ofStage((stage) => activity.get(stage)?.runs24h ?? 0),
    ),
    gauge(
      'bellwether_stage_failures',
      'Of those, how many failed.',
      ofStage((stage) => activity.get(stage)?.failures24h ?? 0),
    ),
    gauge(
      'bellwether_transaction_conflicts',
      'Transactions that met another one, yesterday and today (UTC).',
      conflicts.flatMap(({ kind, retried, gaveUp }) => [
        { labels: { kind, outcome: 'retried' }, value: retried },
        { labels: { kind, outcome: 'gave_up' }, value: gaveUp },
      ]),
    ),
    gauge(
      'bellwether_sources',
      'Active sources by status.',
      [...byStatus].map(([status, value]) => ({ labels: { status }, value })),
    ),
  ].join('')
}

function gauge(name: string, help: string, samples: readonly Sample[]): string {
  const lines = samples.map(({ labels, value }) => {
    const pairs = Object.entries(labels).map(([key, label]) => `${key}="${label}"`)
    return `${name}{${pairs.join(',')}} ${value}\n`
  })
  return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${lines.join('')}`
}
