import { type SQL, sql } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { trends } from '../db/schema/index.ts'
import { uuids } from '../db/uuids.ts'

/** Which trends, at which instant, as known when; without `knownAt` as known today. */
export interface ValueQuestion {
  trendIds: readonly string[]
  at: Date
  knownAt?: Date
}

const instant = (at: Date): SQL => sql`${at.toISOString()}::timestamptz`

/** Rows of a bitemporal table that hold as known at a time, or today. */
export function holds(knownAt: Date | undefined): SQL {
  if (knownAt === undefined) return sql`retracted_at is null`
  return sql`recorded_at <= ${instant(knownAt)} and (retracted_at is null or retracted_at > ${instant(knownAt)})`
}

/**
 * The closed form of docs/scoring.md as one query: columns trend_id, version, log_odds. Mirrors `logOddsAt` and `asKnownAt`;
 * a property test holds the two together. Whole days count as their sums (see `trend_evidence_days`), so the cost does not grow
 * with the evidence there is.
 */
export function valueQuery({ trendIds, at, knownAt }: ValueQuestion): SQL {
  const t = instant(at)
  const ids = uuids(trendIds)
  const versionKnown = knownAt
    ? sql`and (recorded_at <= ${instant(knownAt)} or version = (select min(version) from trend_definitions f where f.trend_id = d.trend_id))`
    : sql``
  return sql`
    with versions as (
      select distinct on (trend_id) trend_id, version, baseline_log_odds
      from trend_definitions d
      where trend_id = any(${ids}) ${versionKnown}
      order by trend_id, effective_from > ${t}, case when effective_from <= ${t} then -version else version end
    ), ${darkAndSingleDays(ids, t, knownAt)}, contributions as (
      ${evidenceDays(ids, t, knownAt)}
      union all
      select trend_id, delta, half_life_days, effective_at from trend_overrides
      where trend_id = any(${ids}) and effective_at <= ${t} and ${holds(knownAt)}
    ), sums as (
      select trend_id, sum(delta * power(2::float8, greatest(-1000, (${darkSeconds} - ${seconds(sql`${t} - effective_at`)})
        / 86400 / half_life_days))) as moved
      from contributions group by trend_id
    )
    select versions.trend_id, versions.version, versions.baseline_log_odds + coalesce(sums.moved, 0) as log_odds
    from versions left join sums using (trend_id)`
}

/** What trends did not live through since each of `contributions`; the question is settled at once while nothing is dark. */
const darkSeconds = sql`case when exists (select from dark) then coalesce((
    select sum(${seconds(sql`until - greatest(since, effective_at)`)})
    from dark where dark.trend_id = contributions.trend_id and until > effective_at
  ), 0) else 0 end`

/** An interval in seconds; `extract` would count in numeric, several times as slow. */
function seconds(interval: SQL): SQL {
  return sql`date_part('epoch', ${interval})`
}

/**
 * Two tables to stand in a WITH: `dark` has the times in which trends were blind by `t` (trend_id, since, until), `single_days` the
 * days by then whose sums do not tell, because the trend was blind in them or they changed on the very day of `knownAt`.
 */
function darkAndSingleDays(ids: SQL, t: SQL, knownAt?: Date): SQL {
  const spanEnd = knownAt ? sql`case when ended_recorded_at <= ${instant(knownAt)} then ended_at end` : sql`ended_at`
  const spanKnown = knownAt ? sql`and recorded_at <= ${instant(knownAt)}` : sql``
  const ofDays = sql`trend_id, ends_at from trend_evidence_days d
      where trend_id = any(${ids}) and ends_at <= ${startOfDay(t)}`
  const changed = knownAt
    ? sql`select ${ofDays} and (recorded_by = ${endOfDay(knownAt)} or retracted_by = ${endOfDay(knownAt)}) union`
    : sql``
  return sql`dark as (
      select trend_id, lower(span) as since, least(upper(span), ${t}) as until
      from (
        select trend_id, unnest(range_agg(tstzrange(started_at, coalesce(${spanEnd}, 'infinity')))) as span
        from trend_blind_spans
        where trend_id = any(${ids}) and started_at < ${t} ${spanKnown}
        group by trend_id
      ) spans
    ), single_days as (
      ${changed} select distinct ${ofDays} and exists (
        select from dark where dark.trend_id = d.trend_id and dark.since < d.ends_at and dark.until > d.ends_at - interval '1 day')
    )`
}

/** Days that ended by `t` as their sums, single days and the day of `t` row by row. */
function evidenceDays(ids: SQL, t: SQL, knownAt?: Date): SQL {
  const today = startOfDay(t)
  const summed = knownAt
    ? sql`recorded_by < ${endOfDay(knownAt)} and retracted_by > ${endOfDay(knownAt)}`
    : sql`retracted_by = 'infinity'`
  return sql`
    select trend_id, delta, half_life_days, ends_at as effective_at from trend_evidence_days
    where trend_id = any(${ids}) and ends_at <= ${today} and ${summed}
      and (trend_id, ends_at) not in (select trend_id, ends_at from single_days)
    union all
    select trend_id, delta::float8, half_life_days, effective_at from trend_evidence
    where trend_id = any(${ids}) and effective_at >= ${today} and effective_at <= ${t} and ${holds(knownAt)}
    union all
    select e.trend_id, e.delta::float8, e.half_life_days, e.effective_at
    from single_days join lateral (
      select * from trend_evidence
      where trend_id = single_days.trend_id and effective_at >= ends_at - interval '1 day' and effective_at < ends_at
        and ${holds(knownAt)} offset 0
    ) e on true`
}

const startOfDay = (at: SQL): SQL => sql`date_trunc('day', ${at}, 'UTC')`
const endOfDay = (at: Date): SQL => sql`(${startOfDay(instant(at))} + interval '1 day')`

/**
 * All of a trend's evidence up to and including `until` as few contributions that add up to the same at any time after it:
 * sums of whole days, and rows where a day cannot be summed.
 */
export async function listSummedEvidence(
  db: Db,
  trendId: string,
  until: Date,
): Promise<{ delta: number; halfLifeDays: number; effectiveAt: Date }[]> {
  const [ids, t] = [uuids([trendId]), instant(until)]
  const rows = await db.execute<{ delta: number; half_life_days: number; effective_at: string }>(sql`
    with ${darkAndSingleDays(ids, t)}
    ${evidenceDays(ids, t)}`)
  return rows.map((row) => ({
    delta: Number(row.delta),
    halfLifeDays: Number(row.half_life_days),
    effectiveAt: new Date(row.effective_at),
  }))
}

/** Log-odds of trends by id, computed by the database from evidence. */
export async function logOddsOf(db: Db, question: ValueQuestion): Promise<Map<string, number>> {
  if (question.trendIds.length === 0) return new Map()
  const rows = await db.execute<{ trend_id: string; log_odds: number }>(valueQuery(question))
  return new Map(rows.map((row) => [row.trend_id, Number(row.log_odds)]))
}

/** Sets the cached value of trends to the closed form at `now`. Call it with their rows locked by the transaction. */
export async function refreshCurrentValues(tx: Db, trendIds: readonly string[], now: Date): Promise<void> {
  if (trendIds.length === 0) return
  await tx.execute(sql`
    update ${trends} set current_log_odds = value.log_odds, current_as_of = ${instant(now)}
    from (${valueQuery({ trendIds, at: now })}) value
    where ${trends.id} = value.trend_id`)
}
