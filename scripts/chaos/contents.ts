import { sql } from 'drizzle-orm'
import type { Db } from '../../src/db/client.ts'
import { logOddsOf } from '../../src/trends/index.ts'
import { streamEnd } from './stream.ts'

/** What one run ended with: for each kind of row, what it says by a key that does not depend on ids or the time of the run. */
export interface Contents {
  items: Map<string, string>
  /** External ids that more than one item has. */
  duplicates: number
  revisions: Map<string, string>
  events: Map<string, string>
  evidence: Map<string, string>
  vectors: Map<string, string>
  /** Log-odds at the end of the stream by trend, and at each hour before it by trend and hour. */
  values: Map<string, number>
  deadLetters: number
}

/** Reads everything a number on a page depends on. */
export async function readContents(db: Db): Promise<Contents> {
  const rows = (query: string) => db.execute<{ key: string; says: string }>(sql.raw(query))
  const mapOf = async (query: string) => new Map((await rows(query)).map((row) => [row.key, row.says]))
  const name = `s.name || '/' || i.external_id`
  const event = `(select string_agg(s.name || '/' || i.external_id, ' ' order by m.seq) from event_items m
    join items i on i.id = m.item_id join sources s on s.id = i.source_id where m.event_id = e.id)`
  const [twice] = await db.execute<{ n: number }>(
    sql`select count(*)::int as n from (select 1 from items group by source_id, external_id having count(*) > 1) d`,
  )
  const [dead] = await db.execute<{ n: number }>(
    sql`select count(*)::int as n from dead_letters where resolved_at is null`,
  )
  const trends = await db.execute<{ id: string; slug: string }>(sql`select id, slug from trends`)
  const at = await logOddsOf(db, { trendIds: trends.map((trend) => trend.id), at: streamEnd })
  const hours = await db.execute<{ key: string; value: number }>(sql`
    select t.slug || ' ' || extract(epoch from s.timestamp)::bigint as key, s.log_odds as value
    from trend_snapshots s join trends t on t.id = s.trend_id where s.timestamp <= ${streamEnd.toISOString()}::timestamptz`)
  return {
    items:
      await mapOf(`select ${name} as key, concat_ws('|', i.seq, i.title, md5(i.text), i.processing_status, i.error_message,
      i.language, i.revision, i.owner, i.published_at, i.sentiment, i.topics::text, md5(i.entities::text), i.duplicate_kind,
      (select o.external_id from items o where o.id = i.duplicate_of)) as says
      from items i join sources s on s.id = i.source_id`),
    duplicates: twice?.n ?? 0,
    revisions:
      await mapOf(`select ${name} || ' ' || r.revision as key, concat_ws('|', r.title, md5(r.text), r.reason) as says
      from item_revisions r join items i on i.id = r.item_id join sources s on s.id = i.source_id`),
    events:
      await mapOf(`select ${event} as key, concat_ws('|', e.headline, md5(e.canonical_summary), e.language, e.item_count,
      e.source_count, e.independent_source_count, e.contradictions, e.epistemic_state, e.categories::text, e.keywords::text,
      e.countries::text, e.first_seen_at, e.last_updated_at) as says
      from events e where e.merged_into is null and e.item_count > 0`),
    evidence:
      await mapOf(`select concat_ws(' ', t.slug, v.signal, ${event}) as key, concat_ws('|', v.direction, v.weight,
      v.severity, v.confidence, v.credibility, v.corroboration, v.contradictions, v.novelty, v.owner_cap, v.delta,
      v.half_life_days, v.owner, v.effective_at) as says
      from trend_evidence v join trends t on t.id = v.trend_id join events e on e.id = v.event_id where v.retracted_at is null`),
    vectors: await mapOf(`select ${name} as key, concat_ws('|', i.embedding_status,
      (select string_agg(v.text_hash, ' ') from embedding_records v where v.owner_id = i.id and v.owner_kind = 'item')) as says
      from items i join sources s on s.id = i.source_id`),
    values: new Map([
      ...trends.map(({ id, slug }) => [slug, at.get(id) ?? Number.NaN] as const),
      ...hours.map(({ key, value }) => [key, Number(value)] as const),
    ]),
    deadLetters: dead?.n ?? 0,
  }
}
