import { sql } from 'drizzle-orm'
import type { Db } from '../../src/db/client.ts'
import type { Recording } from './arrivals.ts'

const pageSize = 500

/** The items a workspace holds, each text of them when it arrived: the first one, then every edit. Deleted items are gone. */
export function workspaceItems(db: Db, tenantId: string): Recording {
  return {
    problems: [],
    async *arrivals(from, to) {
      const versions = await listVersions(db, tenantId, from, to)
      for (let first = 0; first < versions.length; first += pageSize) {
        const page = versions.slice(first, first + pageSize)
        const texts = await loadTexts(db, tenantId, page)
        for (const { id, revision, at } of page) {
          const row = texts.get(`${id} ${revision}`)
          if (row === undefined) continue
          const { source, ...entry } = row
          yield { at: new Date(at), source, entries: [entry] }
        }
      }
    },
  }
}

interface Version extends Record<string, unknown> {
  id: string
  revision: number
  at: string
}

/** Which text of which item came when, in order of arrival. */
async function listVersions(db: Db, tenantId: string, from: Date, to: Date): Promise<Version[]> {
  return db.execute<Version>(sql`
    with texts as (
      select r.item_id, r.revision, lag(r.replaced_at) over (partition by r.item_id order by r.revision) as came_at
      from item_revisions r where r.tenant_id = ${tenantId}
      union all
      select i.id, i.revision, i.revised_at from items i where i.tenant_id = ${tenantId}
    )
    select i.id, t.revision, to_json(coalesce(t.came_at, i.ingested_at)) #>> '{}' as at
    from texts t join items i on i.id = t.item_id
    where i.tenant_id = ${tenantId} and i.deleted_at is null
      and coalesce(t.came_at, i.ingested_at) >= ${from.toISOString()}::timestamptz
      and coalesce(t.came_at, i.ingested_at) < ${to.toISOString()}::timestamptz
    order by coalesce(t.came_at, i.ingested_at), i.seq, t.revision`)
}

interface TextRow extends Record<string, unknown> {
  id: string
  revision: number
  source: string
  external_id: string
  url: string | null
  title: string | null
  text: string
  author: string | null
  published_at: string | null
  language: string | null
  publisher: string | null
}

async function loadTexts(db: Db, tenantId: string, page: readonly Version[]) {
  const rows = await db.execute<TextRow>(sql`
    select i.id, wanted.revision, coalesce(s.name, i.source_id::text) as source, i.external_id, i.url,
      case when r.id is null then i.title else r.title end as title, coalesce(r.text, i.text) as text,
      i.author, i.published_at, i.language, i.publisher
    from json_to_recordset(${JSON.stringify(page)}::json) as wanted(id uuid, revision int)
    join items i on i.id = wanted.id and i.tenant_id = ${tenantId}
    left join item_revisions r on r.item_id = i.id and r.revision = wanted.revision
    left join sources s on s.id = i.source_id`)
  return new Map(
    rows.map((row) => [
      `${row.id} ${row.revision}`,
      {
        source: row.source,
        externalId: row.external_id,
        url: row.url,
        title: row.title,
        text: row.text,
        author: row.author,
        publishedAt: row.published_at === null ? null : new Date(row.published_at),
        language: row.language,
        publisher: row.publisher,
      },
    ]),
  )
}
