import { sql } from 'drizzle-orm'
import type { Db } from './client.ts'

/** Days a record of work done is kept; longer than anybody debugs, shorter than it starts to weigh. */
const keptDays = {
  pipeline_runs: 30,
  normalize_runs: 30,
  source_health_checks: 90,
  event_rankings: 90,
  dead_letters: 90,
} as const
const rowsAtOnce = 5_000

/**
 * Deletes what has had its time: expired short-lived state and browser sessions (real time `wallNow`), records of runs, checks
 * and rankings older than their keeping (clock time `now`). At most 5,000 rows a table and call; returns how many went.
 */
export async function deleteExpired(db: Db, { now, wallNow }: { now: Date; wallNow: Date }): Promise<number> {
  const before = (days: number) => new Date(now.getTime() - days * 86_400_000).toISOString()
  const statements = [
    sql`delete from state_entries where key in
      (select key from state_entries where expires_at < ${wallNow.toISOString()} limit ${rowsAtOnce})`,
    sql`delete from web_sessions where id in
      (select id from web_sessions where expires_at < ${wallNow.toISOString()} limit ${rowsAtOnce})`,
    sql`delete from ingest_requests where (tenant_id, key) in
      (select tenant_id, key from ingest_requests where expires_at < ${wallNow.toISOString()} limit ${rowsAtOnce})`,
    sql`delete from request_turns where key in (select key from request_turns
      where greatest(held_until, next_at) < clock_timestamp() - interval '1 day' limit ${rowsAtOnce})`,
    sql`delete from pipeline_runs where id in
      (select id from pipeline_runs where started_at < ${before(keptDays.pipeline_runs)} limit ${rowsAtOnce})`,
    sql`delete from normalize_runs where id in
      (select id from normalize_runs where started_at < clock_timestamp() - interval '30 days' limit ${rowsAtOnce})`,
    sql`delete from event_rankings where (tenant_id, taken_at, rank) in
      (select tenant_id, taken_at, rank from event_rankings where taken_at < ${before(keptDays.event_rankings)} limit ${rowsAtOnce})`,
    sql`delete from source_health_checks where id in
      (select id from source_health_checks where checked_at < ${before(keptDays.source_health_checks)} limit ${rowsAtOnce})`,
    sql`delete from dead_letters where id in
      (select id from dead_letters where resolved_at < ${before(keptDays.dead_letters)} and held_until is null limit ${rowsAtOnce})`,
  ]
  let deleted = 0
  for (const statement of statements) deleted += (await db.execute(statement)).count
  return deleted
}
