import { setTimeout as pause } from 'node:timers/promises'
import { clusterEvents, normalize, scoreTrends, snapshot } from '../../jobs/index.ts'
import { type BenchDocument, ingestItemOf } from './documents.ts'
import { rate } from './rates.ts'
import type { RunningPipeline } from './running-pipeline.ts'

const itemsPerRequest = 500
const requestsAtOnce = 2
const pollMs = 50
/** Asking what is due costs the database a share of its time. */
const pollDueMs = 200
const giveUpMs = 30 * 60_000

/** Posts all documents as fast as they are taken and answers the items per second until nothing is due any more. */
export async function measureThroughput(
  pipeline: RunningPipeline,
  documents: readonly BenchDocument[],
): Promise<number> {
  const bodies: string[] = []
  for (let at = 0; at < documents.length; at += itemsPerRequest)
    bodies.push(JSON.stringify(documents.slice(at, at + itemsPerRequest).map(ingestItemOf)))
  const startedAt = performance.now()
  const posters = Array.from({ length: requestsAtOnce }, async () => {
    for (let body = bodies.shift(); body !== undefined; body = bodies.shift()) await pipeline.api.post('/ingest', body)
  })
  await Promise.all(posters)
  await untilNothingIsDue(pipeline)
  return rate(documents.length, performance.now() - startedAt)
}

async function untilNothingIsDue({ db }: RunningPipeline): Promise<void> {
  const end = performance.now() + giveUpMs
  while (performance.now() < end) {
    const context = { db, now: new Date() }
    const due =
      (await normalize.due(context)).length > 0 ||
      (await clusterEvents.due(context)).length > 0 ||
      (await scoreTrends.due(context)).length > 0 ||
      (await snapshot.due(context)).some((payload) => payload.trendIds.length > 0)
    if (!due) return
    await pause(pollDueMs)
  }
  throw new Error(`the pipeline still had work after ${giveUpMs / 60_000} minutes`)
}

/** Real milliseconds from sending an item to the value of the trends having taken it in, and where they go. */
export interface Latency {
  perSecond: number
  p50Ms: number
  p95Ms: number
  /** Shares of the mean; stored: answered by the API. */
  shares: Record<Stage, number>
}

const passed = ['stored', 'normalized', 'grouped', 'scored'] as const
type Stage = (typeof passed)[number]

interface Passage extends Partial<Record<Stage, number>> {
  sent: number
}

/** Sends documents at a steady rate for `seconds` and watches each one pass the stages, every 50 ms. */
export async function measureLatency(
  pipeline: RunningPipeline,
  documents: readonly BenchDocument[],
  load: { perSecond: number; seconds: number },
): Promise<Latency> {
  const total = Math.min(documents.length, Math.floor(load.perSecond * load.seconds))
  const [row] = await pipeline.sql`select item_seq::int as seq from tenants where id = 'main'`
  const firstSeq = Number(row?.seq ?? 0) + 1
  const passages: Passage[] = []
  const startedAt = performance.now()
  const sending = send(pipeline, documents.slice(0, total), load.perSecond, passages)
  await Promise.all([sending, watch(pipeline, firstSeq, total, passages, startedAt + giveUpMs)])
  const sendMs = performance.now() - startedAt
  const latencies = passages.map((p) => (p.scored ?? sendMs) - p.sent).sort((a, b) => a - b)
  const at = (share: number) => Math.round(latencies[Math.floor((latencies.length - 1) * share)] ?? 0)
  return { perSecond: Math.round(load.perSecond), p50Ms: at(0.5), p95Ms: at(0.95), shares: sharesOf(passages) }
}

async function send(
  { api }: RunningPipeline,
  documents: readonly BenchDocument[],
  perSecond: number,
  passages: Passage[],
): Promise<void> {
  const startedAt = performance.now()
  for (let sent = 0; sent < documents.length; ) {
    const wanted = Math.min(documents.length, Math.ceil(((performance.now() - startedAt) / 1000) * perSecond))
    if (wanted > sent) {
      const now = performance.now()
      const batch = documents.slice(sent, wanted)
      const inFlight = batch.map((): Passage => ({ sent: now }))
      passages.push(...inFlight)
      await api.post('/ingest', JSON.stringify(batch.map(ingestItemOf)))
      for (const passage of inFlight) passage.stored = performance.now()
      sent = wanted
    }
    await pause(20)
  }
}

async function watch(
  { sql }: RunningPipeline,
  firstSeq: number,
  total: number,
  passages: Passage[],
  end: number,
): Promise<void> {
  let done = 0
  while (done < total && performance.now() < end) {
    const from = firstSeq + done
    const rows = await sql`
      select i.seq::int as seq, i.processing_status not in ('pending', 'processing') as normalized,
        i.processing_status = 'noise' or m.item_id is not null as grouped,
        i.processing_status = 'noise' or coalesce(e.scored_version >= e.version, false) as scored
      from items i left join event_items m on m.item_id = i.id left join events e on e.id = m.event_id
      where i.tenant_id = 'main' and i.seq >= ${from}`
    const now = performance.now()
    for (const row of rows) {
      const passage = passages[row.seq - firstSeq]
      if (!passage) continue
      for (const stage of ['normalized', 'grouped', 'scored'] as const) if (row[stage]) passage[stage] ??= now
    }
    while (passages[done]?.scored !== undefined) done++
    await pause(pollMs)
  }
}

function sharesOf(passages: readonly Passage[]): Record<Stage, number> {
  const sums: Record<Stage, number> = { stored: 0, normalized: 0, grouped: 0, scored: 0 }
  for (const passage of passages) {
    let before = passage.sent
    for (const stage of passed) {
      const at = Math.max(before, passage[stage] ?? before)
      sums[stage] += at - before
      before = at
    }
  }
  const all = passed.reduce((sum, stage) => sum + sums[stage], 0) || 1
  for (const stage of passed) sums[stage] = Math.round((sums[stage] / all) * 100) / 100
  return sums
}
