import { eq, type SQL, sql } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { recordsetOf } from '../../db/insert-rows.ts'
import { events } from '../../db/schema/index.ts'
import { uuids } from '../../db/uuids.ts'
import { VersionConflictError } from '../../errors.ts'
import { listToldTogether } from '../change/link-languages.ts'
import { describeEvent } from '../describe/describe-event.ts'
import type { Member } from '../member.ts'
import { listMembers } from '../shard/members.ts'
import type { ShardKey } from '../shard/shard.ts'
import { textSearchConfig } from './text-search.ts'

const ROWS = 200

/**
 * Describes events from all of their items and writes them, new or changed. A version that somebody else moved on in
 * the meantime is a VersionConflictError; the caller's transaction is then tried again as a whole.
 */
export async function saveEvents(
  tx: Db,
  { tenantId, language }: ShardKey,
  members: ReadonlyMap<string, readonly Member[]>,
  now: Date,
): Promise<void> {
  const ids = [...members.keys()]
  if (ids.length === 0) return
  const versions = new Map(
    (
      await tx
        .select({ id: events.id, version: events.version })
        .from(events)
        .where(sql`${events.id} = any(${uuids(ids)})`)
    ).map((row) => [row.id, row.version]),
  )
  const elsewhere = await listElsewhere(tx, ids)
  const rows = [...members]
    .filter(([, items]) => items.length > 0)
    .map(([id, items]) => ({
      ...describeEvent(items, elsewhere.get(id)),
      id,
      tenantId,
      language,
      version: (versions.get(id) ?? 0) + 1,
      createdAt: now,
      updatedAt: now,
    }))
  const fts = ftsOf(language)
  for (let at = 0; at < rows.length; at += ROWS) {
    const some = rows.slice(at, at + ROWS)
    const { columns, source } = recordsetOf(events, some)
    const saved = await tx.execute(sql`
      insert into events (${columns}, fts) select ${columns}, ${fts} from ${source} described
      on conflict (id) do update set ${changedColumns} where events.version = excluded.version - 1
      returning id`)
    if (saved.length !== some.length) throw new VersionConflictError('events changed while they were being regrouped')
  }
}

/** Items of the same happenings told in other languages, by the event asked for. */
async function listElsewhere(tx: Db, ids: readonly string[]): Promise<Map<string, Member[]>> {
  const together = await listToldTogether(tx, ids)
  const others = [...new Set([...together.values()].flat())]
  const members = await listMembers(tx, others)
  return new Map([...together].map(([id, events]) => [id, members.filter((member) => events.includes(member.eventId))]))
}

const taken = [
  'headline',
  'canonicalSummary',
  'primaryItemId',
  'facts',
  'categories',
  'keywords',
  'countries',
  'itemCount',
  'sourceCount',
  'independentSourceCount',
  'contradictions',
  'epistemicState',
  'firstSeenAt',
  'lastUpdatedAt',
  'version',
  'fts',
  'updatedAt',
] as const

const changedColumns = sql.join(
  [
    ...taken.map((name) => {
      const column = sql.identifier(events[name].name)
      return sql`${column} = excluded.${column}`
    }),
    // news in a dormant event wakes it; the snapshot puts it to rest again
    sql`activity_state = 'active'`,
    // what has items stands, also when it had been part of another event for a while
    sql`merged_into = null`,
    sql`describe_due = false`,
  ],
  sql`, `,
)

/** An event whose items another one now holds. */
export interface Absorption {
  from: string
  into: string
}

/**
 * Marks events as part of others that now hold their items, in order; their grown versions have their evidence withdrawn. What
 * was told together with one in other languages is told together with the other one.
 */
export async function markAbsorbed(tx: Db, absorbed: readonly Absorption[], now: Date): Promise<void> {
  if (absorbed.length === 0) return
  await tx.execute(sql`
    update events set merged_into = merged."into", rank = null, version = events.version + 1, describe_due = false,
      updated_at = ${now.toISOString()}::timestamptz
    from (select distinct on ("from") "from", "into"
      from json_to_recordset(${JSON.stringify(absorbed.map((one, at) => ({ ...one, at })))}::json)
        as merged("from" uuid, "into" uuid, at int) order by "from", at) merged
    where events.id = merged."from" and events.merged_into is null`)
  const froms = absorbed.map(({ from }) => from)
  const followed = await tx
    .select({ id: events.id })
    .from(events)
    .where(sql`${events.sameAs} = any(${uuids(froms)})`)
    .limit(1)
  if (followed.length === 0) return
  for (const { from, into } of absorbed) {
    const root = sql`coalesce((select nullif(o.same_as, ${from}::uuid) from events o where o.id = ${into}), ${into}::uuid)`
    await tx
      .update(events)
      .set({ sameAs: sql`nullif(${root}, ${events.id})` })
      .where(eq(events.sameAs, from))
  }
}

/** SQL: the search vector of a described event. */
function ftsOf(language: string): SQL {
  const vector = (text: SQL, weight: 'A' | 'B' | 'C') =>
    sql`setweight(to_tsvector(${textSearchConfig(language)}::regconfig, ${text}), ${sql.raw(`'${weight}'`)})`
  return sql`${vector(sql`described.headline`, 'A')} || ${vector(sql`array_to_string(described.keywords, ' ')`, 'B')}
    || ${vector(sql`described.canonical_summary`, 'C')}`
}
