import { sql } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { activityAt } from './activity.ts'
import { type Momentum, type MomentumParams, momentumAt, momentumDefaults, type Report } from './momentum.ts'
import { isMoving } from './moving.ts'
import { rankEvents, rankScore } from './rank.ts'

/** Places kept of each hour's ranked list. */
const LIST_LENGTH = 100
const HOUR = 3_600_000

interface Row extends Record<string, unknown> {
  id: string
  last_updated_at: Date | string
  independent_source_count: number
  item_count: number
  engagement: string | number
  times: string[]
  owners: string[]
  same_as: string | null
}

/**
 * Brings velocity, diversity, state, activity, score and rank of a tenant's events up to `now`, and keeps the hour's
 * ranked list. Events that were closed and dead already are left alone. Run twice it leaves the same rows.
 */
export async function refreshEventMomentum(
  db: Db,
  { tenantId, now, params = momentumDefaults }: { tenantId: string; now: Date; params?: MomentumParams },
): Promise<{ events: number }> {
  return await db.transaction(async (tx) => {
    const rows = await listMoving(tx, tenantId)
    const usual = usualVelocity(rows, now, params)
    const events = rows.map((row) => {
      const reports = reportsOf(row)
      const momentum = momentumAt(reports, now.getTime(), usual, params)
      const lastUpdated = new Date(row.last_updated_at)
      const activity = activityAt(lastUpdated, now)
      const ranked = {
        id: row.id,
        independentSources: row.independent_source_count,
        items: row.item_count,
        engagement: Number(row.engagement),
        hoursSinceUpdate: (now.getTime() - lastUpdated.getTime()) / HOUR,
        velocity: momentum.velocity,
        diversity: momentum.diversity,
        leadingOwner: leadingOwner(reports),
      }
      return { ...ranked, momentum, activity, isTwin: row.same_as !== null, score: rankScore(ranked) }
    })
    const order = rankEvents(events.filter((event) => event.activity !== 'closed' && !event.isTwin))
    const places = new Map(order.map((event, place) => [event.id, place + 1]))
    await saveMomentum(tx, tenantId, now, events, places)
    await saveRanking(tx, tenantId, now, order)
    return { events: events.length }
  })
}

/** Events that can still change state with time alone, with the times and owners of their items; event by event, since they are few of all. */
async function listMoving(tx: Db, tenantId: string): Promise<Row[]> {
  const rows = await tx.execute<Row>(sql`
    select e.id, e.same_as, e.last_updated_at, e.independent_source_count, e.item_count, told.*
    from events e
    cross join lateral (
      select
        coalesce(sum(coalesce(i.views, 0) / 100 + coalesce(i.likes, 0) + coalesce(i.shares, 0) + coalesce(i.comments, 0)), 0) as engagement,
        array_agg((extract(epoch from least(coalesce(i.published_at, i.fetched_at), i.fetched_at)) * 1000)::bigint::text order by i.seq) as times,
        array_agg(lower(coalesce(i.owner, i.publisher, i.source_id::text)) order by i.seq) as owners
      from event_items m join items i on i.id = m.item_id
      where m.event_id = e.id
    ) told
    where e.tenant_id = ${tenantId} and ${isMoving(sql`e`)} and told.times is not null
  `)
  return [...rows]
}

function reportsOf(row: Row): Report[] {
  return row.times.map((time, i) => ({ time: Number(time), owner: row.owners[i] ?? '' }))
}

/** Mean velocity of the events that got anything within the last two windows: what is usual for this tenant. */
function usualVelocity(rows: readonly Row[], now: Date, params: MomentumParams): number {
  const since = now.getTime() - 2 * params.windowHours * HOUR
  let events = 0
  let items = 0
  for (const row of rows) {
    const recent = row.times.filter((time) => Number(time) > since && Number(time) <= now.getTime()).length
    if (recent === 0) continue
    events++
    items += recent
  }
  return events === 0 ? 0 : items / events / (2 * params.windowHours)
}

function leadingOwner(reports: readonly Report[]): string | null {
  const counts = new Map<string, number>()
  for (const { owner } of reports) counts.set(owner, (counts.get(owner) ?? 0) + 1)
  for (const [owner, count] of counts) if (count * 2 > reports.length) return owner
  return null
}

interface Refreshed {
  id: string
  score: number
  momentum: Momentum
  activity: string
}

async function saveMomentum(
  tx: Db,
  tenantId: string,
  now: Date,
  events: readonly Refreshed[],
  places: ReadonlyMap<string, number>,
): Promise<void> {
  const rows = events.map((event) => ({
    id: event.id,
    score: event.score,
    velocity: event.momentum.velocity,
    acceleration: event.momentum.acceleration,
    diversity: event.momentum.diversity,
    momentum: event.momentum.state,
    activity: event.activity,
    rank: places.get(event.id) ?? null,
  }))
  for (let at = 0; at < rows.length; at += 2_000) {
    await tx.execute(sql`
      update events e set score = r.score, velocity = r.velocity, acceleration = r.acceleration, diversity = r.diversity,
        momentum_state = r.momentum::momentum_state, activity_state = r.activity::activity_state, rank = r.rank,
        momentum_at = ${now.toISOString()}::timestamptz
      from jsonb_to_recordset(${JSON.stringify(rows.slice(at, at + 2_000))}::text::jsonb) as r(
        id uuid, score float8, velocity float8, acceleration float8, diversity float8, momentum text, activity text, rank int)
      where e.id = r.id and e.tenant_id = ${tenantId}
    `)
  }
}

async function saveRanking(tx: Db, tenantId: string, now: Date, order: readonly Refreshed[]): Promise<void> {
  const hour = new Date(Math.floor(now.getTime() / HOUR) * HOUR).toISOString()
  const list = order
    .slice(0, LIST_LENGTH)
    .map((event, place) => ({ rank: place + 1, id: event.id, score: event.score, state: event.momentum.state }))
  await tx.execute(sql`delete from event_rankings where tenant_id = ${tenantId} and taken_at = ${hour}::timestamptz`)
  await tx.execute(sql`
    insert into event_rankings (tenant_id, taken_at, rank, event_id, score, momentum_state)
    select ${tenantId}, ${hour}::timestamptz, r.rank, r.id, r.score, r.state::momentum_state
    from jsonb_to_recordset(${JSON.stringify(list)}::text::jsonb) as r(rank int, id uuid, score float8, state text)
  `)
}
