import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { inBatches, normalize } from '../../jobs/normalize.ts'
import { newId } from '../../src/db/id.ts'
import { items, normalizeRuns, sources, tenants } from '../../src/db/schema/index.ts'
import { saveItems } from '../../src/items/index.ts'
import type { JobContext } from '../../src/queue/job.ts'
import { useDatabase } from '../support/database.ts'

const database = useDatabase()
const now = new Date('2025-06-01T12:00:00Z')

async function tenantWith(
  entries: { externalId: string; title: string; text?: string; language?: string }[],
): Promise<string> {
  const tenantId = `t-${newId(now)}`
  const sourceId = newId(now)
  await database.db.insert(tenants).values({ id: tenantId, name: tenantId })
  await database.db
    .insert(sources)
    .values({ id: sourceId, tenantId, connector: 'push', name: 'Desk', createdAt: now, updatedAt: now })
  await saveItems(database.db, { tenantId, sourceId, entries, now })
  return tenantId
}
const context = (signal = new AbortController().signal) => ({ db: database.db, now, signal }) as unknown as JobContext
const dueOf = async (tenantId: string) =>
  (await normalize.due({ db: database.db, now })).filter((payload) => payload.tenantId === tenantId)
const stored = (tenantId: string) =>
  database.db.select().from(items).where(eq(items.tenantId, tenantId)).orderBy(items.seq)
const runsOf = (tenantId: string) =>
  database.db.select().from(normalizeRuns).where(eq(normalizeRuns.tenantId, tenantId))
/** Runs over these items whose processes died. */
const died = (tenantId: string, ...runs: string[][]) =>
  database.db
    .insert(normalizeRuns)
    .values(runs.map((itemIds) => ({ id: newId(now), tenantId, itemIds, startedAt: now })))

describe('the normalize stage', () => {
  it('finishes what is due and forwards the shards that have items to group', async () => {
    const tenantId = await tenantWith([
      { externalId: 'a', title: 'The central bank raised interest rates on Thursday', language: 'en' },
      { externalId: 'b', title: 'Folketinget vedtog i går en ny lov om skat', language: 'da' },
    ])
    const [payload, ...others] = await dueOf(tenantId)
    expect(others).toEqual([])
    const result = await normalize.process(normalize.payload.parse(payload), context())
    expect(result.counts).toEqual({ items: 2, noise: 0, errors: 0, exactCopies: 0, nearCopies: 0 })
    expect(result.next?.map(({ job, payload }) => [job.name, payload])).toEqual(
      expect.arrayContaining([
        ['cluster-events', { tenantId, language: 'da' }],
        ['cluster-events', { tenantId, language: 'en' }],
      ]),
    )
    expect(await dueOf(tenantId)).toEqual([])
  })

  it('takes up what stands in processing, which nobody else would finish', async () => {
    const tenantId = await tenantWith([{ externalId: 'a', title: 'One headline of the day', language: 'en' }])
    await database.db.update(items).set({ processingStatus: 'processing' }).where(eq(items.tenantId, tenantId))
    const [payload] = await dueOf(tenantId)
    await normalize.process(normalize.payload.parse(payload), context())
    expect((await stored(tenantId)).map((row) => row.processingStatus)).toEqual(['classified'])
    expect(await dueOf(tenantId)).toEqual([])
  })

  it('leaves the same rows and forwards the same shards when it runs twice', async () => {
    const tenantId = await tenantWith([
      { externalId: 'a', title: 'The central bank raised interest rates on Thursday' },
    ])
    const [payload] = await dueOf(tenantId)
    const first = await normalize.process(normalize.payload.parse(payload), context())
    const before = await stored(tenantId)
    const second = await normalize.process(normalize.payload.parse(payload), context())
    expect(await stored(tenantId)).toEqual(before)
    expect(second.next?.map(({ payload }) => payload)).toEqual(first.next?.map(({ payload }) => payload))
  })

  it('holds grouping back while an earlier arrival is not finished', async () => {
    const tenantId = await tenantWith([
      { externalId: 'a', title: 'The central bank raised interest rates on Thursday', language: 'en' },
      { externalId: 'b', title: 'The parliament voted on the budget on Friday', language: 'en' },
    ])
    const [a, b] = await stored(tenantId)
    const early = await normalize.process({ tenantId, itemIds: [b!.id] }, context())
    expect(early.next).toEqual([])
    const late = await normalize.process({ tenantId, itemIds: [a!.id] }, context())
    expect(late.next?.map(({ payload }) => payload)).toEqual([{ tenantId, language: 'en' }])
  })

  it('leaves the rest pending when the process must stop', async () => {
    const tenantId = await tenantWith([{ externalId: 'a', title: 'One headline of the day' }])
    const [payload] = await dueOf(tenantId)
    await normalize.process(normalize.payload.parse(payload), context(AbortSignal.abort()))
    expect((await stored(tenantId)).map((row) => row.processingStatus)).toEqual(['pending'])
    expect(await dueOf(tenantId)).toEqual([payload])
  })

  it('takes the attempt back when a run fails that the item is not to blame for', async () => {
    const tenantId = await tenantWith([{ externalId: 'a', title: 'One headline of the day' }])
    await database.sql.unsafe(`create function refuse() returns trigger language plpgsql as $$
      begin raise exception 'no room' using errcode = '53100'; end $$`)
    await database.sql`create trigger refuse before update on items for each row
      when (new.processing_status = 'classified') execute function refuse()`
    const [payload] = await dueOf(tenantId)
    await expect(normalize.process(normalize.payload.parse(payload), context())).rejects.toThrow()
    await database.sql`drop trigger refuse on items`
    await database.sql`drop function refuse`
    expect((await stored(tenantId)).map((row) => row.processingStatus)).toEqual(['pending'])
    expect(await runsOf(tenantId)).toEqual([])
  })

  it('leaves items to a run that has them in hand, and takes them over when it must be dead', async () => {
    const tenantId = await tenantWith([
      { externalId: 'a', title: 'One headline of the day' },
      { externalId: 'b', title: 'Another headline of the day' },
    ])
    const [a] = await stored(tenantId)
    await database.db.insert(normalizeRuns).values({ id: newId(now), tenantId, itemIds: [a!.id] })
    const [payload] = await dueOf(tenantId)
    const run = (lockMs: number) => normalize.process(normalize.payload.parse(payload), { ...context(), lockMs })
    expect((await run(60_000)).counts).toMatchObject({ items: 1 })
    expect((await stored(tenantId)).map((row) => row.processingStatus)).toEqual(['pending', 'classified'])
    expect((await run(0)).counts).toMatchObject({ items: 1 })
    expect((await stored(tenantId)).map((row) => [row.processingStatus, row.attempts])).toEqual([
      ['classified', 2],
      ['classified', 1],
    ])
    expect(await runsOf(tenantId)).toEqual([])
  })

  it('ends an item in error that was begun five times and never finished, and finishes the others', async () => {
    const tenantId = await tenantWith([
      { externalId: 'a', title: 'One headline of the day' },
      { externalId: 'b', title: 'Another headline of the day' },
      { externalId: 'c', title: 'A third headline of the day' },
    ])
    const [a, b] = await stored(tenantId)
    await died(tenantId, [a!.id, b!.id], [a!.id, b!.id], [a!.id, b!.id], [b!.id, a!.id], [a!.id])
    const [payload] = await dueOf(tenantId)
    const { counts } = await normalize.process(normalize.payload.parse(payload), context())
    expect(counts).toMatchObject({ items: 2, errors: 1 })
    const rows = await stored(tenantId)
    expect(rows.map((row) => [row.processingStatus, row.attempts])).toEqual([
      ['error', 5],
      ['classified', 5],
      ['classified', 1],
    ])
    expect(rows[0]?.errorMessage).toContain('begun 5 times and never finished')
    expect(await dueOf(tenantId)).toEqual([])
    expect(await runsOf(tenantId)).toEqual([])
  })

  it('has counted the attempt before an item is worked on', async () => {
    const tenantId = await tenantWith([{ externalId: 'a', title: 'One headline of the day' }])
    await database.sql`create table attempts_seen (attempts bigint)`
    await database.sql.unsafe(`create function note_attempts() returns trigger language plpgsql as $$
      begin insert into attempts_seen select count(*) from normalize_runs where old.id = any(item_ids); return new; end $$`)
    await database.sql`create trigger note_attempts after update on items for each row
      when (new.processing_status = 'classified') execute function note_attempts()`
    const [payload] = await dueOf(tenantId)
    await normalize.process(normalize.payload.parse(payload), context())
    expect(await database.sql`select attempts from attempts_seen`).toEqual([{ attempts: '1' }])
    await database.sql`drop trigger note_attempts on items`
    await database.sql`drop function note_attempts`
    await database.sql`drop table attempts_seen`
  })

  it('refuses payloads of other shapes', () => {
    expect(normalize.payload.safeParse({ tenantId: 'main', itemIds: [] }).success).toBe(false)
    expect(normalize.payload.safeParse({ tenantId: 'main', itemIds: Array(501).fill(newId(now)) }).success).toBe(false)
    expect(normalize.payload.safeParse({ tenantId: 'main', itemIds: ['1'] }).success).toBe(false)
  })

  it('batches by tenant in order of arrival', () => {
    const rows = (tenantId: string, count: number) =>
      Array.from({ length: count }, () => ({ tenantId, id: newId(now) }))
    const pending = [...rows('a', 260), ...rows('b', 3)]
    const batches = inBatches(pending)
    expect(batches.map(({ tenantId, itemIds }) => [tenantId, itemIds.length])).toEqual([
      ['a', 250],
      ['a', 10],
      ['b', 3],
    ])
    expect(batches.flatMap(({ itemIds }) => itemIds)).toEqual(pending.map(({ id }) => id))
  })
})
