import { sql } from 'drizzle-orm'
import { clusterEvents } from '../../jobs/cluster-events.ts'
import { normalize } from '../../jobs/normalize.ts'
import { scoreTrends } from '../../jobs/score-trends.ts'
import { snapshot } from '../../jobs/snapshot.ts'
import { stageRunner } from '../../scripts/backtest/run-stages.ts'
import type { Db } from '../../src/db/client.ts'

const stages = [normalize, clusterEvents, scoreTrends, snapshot]

/** Runs every stage from normalising to snapshots, in process, until the tables say nothing is due at `now`. */
export const runStages = (db: Db, now: Date): Promise<void> => stageRunner(db, stages, { byWordsAlone: true })(now)

const columns: Record<string, string> = {
  sources: 'id, name, is_sample',
  items: 'id, title, text, processing_status, duplicate_of',
  item_identities: 'source_id, external_id, item_id',
  item_revisions: 'id, item_id',
  events: 'id, headline, item_count, source_count, first_seen_at, last_updated_at, merged_into',
  event_items: 'item_id, event_id',
  event_lineage: 'id, kind',
  embedding_records: 'id, owner_id',
  trends: 'id, slug, round(current_log_odds::numeric, 9) as log_odds',
  trend_definitions: 'id, version',
  trend_snapshots: 'trend_id, "timestamp", round(log_odds::numeric, 9) as log_odds',
}

/** The rows of every table that holds content. How much work was done (runs, checks) is not content. */
export async function contentsOf(db: Db): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {}
  for (const [table, wanted] of Object.entries(columns))
    found[table] = [...(await db.execute(sql.raw(`select ${wanted} from ${table} order by 1, 2`)))]
  found.evidence = [
    ...(await db.execute(sql`
      select trend_id, event_id, signal, delta, effective_at from trend_evidence
      where retracted_at is null order by 1, 2, 3`)),
  ]
  return found
}
