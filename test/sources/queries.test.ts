import { describe, expect, it } from 'vitest'
import { ConflictError, InputError, NotFoundError } from '../../src/errors.ts'
import { getSource, listDueSourceIds, requestCheck, saveSource, setSourceActive } from '../../src/sources/index.ts'
import { claimDueSources } from '../../src/sources/queries.ts'
import { useDatabase } from '../support/database.ts'

const database = useDatabase()
const now = new Date('2025-04-19T12:00:00Z')
const later = (seconds: number) => new Date(now.getTime() + seconds * 1_000)
const save = (input: Parameters<typeof saveSource>[2], at = now) => saveSource(database.db, 'main', input, at)
const due = async (at: Date) => (await listDueSourceIds(database.db, at, { batch: 50, limit: 100 })).flat()

describe('saving a source', () => {
  it('fills in what is not said and makes it due at once', async () => {
    expect(await save({ url: 'feed://www.news.example.co.uk/rss#top' })).toMatchObject({
      connector: 'rss',
      name: 'news.example.co.uk',
      url: 'http://www.news.example.co.uk/rss',
      owner: 'example.co.uk',
      tier: 'regional',
      reporting: 'secondary',
      credibilityScore: 0.65,
      intervalSeconds: 900,
      minIntervalSeconds: 300,
      maxIntervalSeconds: 21_600,
      nextCheckAt: now,
      status: 'new',
    })
  })

  it('twice leaves one row, with health and schedule as they were', async () => {
    const first = await save({ name: 'Twice', url: 'https://twice.example/' })
    await database.sql`update sources set etag = 'e', next_check_at = ${later(500).toISOString()}, interval_seconds = 1200 where id = ${first.id}`
    const second = await save({ name: 'Renamed', url: 'https://twice.example/', tier: 'wire' }, later(10))
    expect(second).toMatchObject({
      id: first.id,
      name: 'Renamed',
      tier: 'wire',
      etag: 'e',
      nextCheckAt: later(500),
      intervalSeconds: 1_200,
      version: 1,
    })
  })

  it('keeps an interval that was asked for, and never polls what is pushed', async () => {
    expect(await save({ url: 'https://fixed.example/', intervalSeconds: 60 })).toMatchObject({
      intervalSeconds: 60,
      minIntervalSeconds: null,
      maxIntervalSeconds: null,
    })
    expect(await save({ name: 'Pushed', connector: 'push' })).toMatchObject({
      intervalSeconds: null,
      nextCheckAt: null,
    })
  })

  it('names every bad field', async () => {
    const error = await save({ name: '', url: 'https://x.example/', credibilityScore: 2, country: 'DNK' }).catch(
      (e: unknown) => e,
    )
    expect(error).toBeInstanceOf(InputError)
    expect((error as InputError).problems.map((p) => p.field)).toEqual(['name', 'country', 'credibilityScore'])
    await expect(save({ url: 'https://x.example/', config: { allowPrivat: true } })).rejects.toThrow('config')
    await expect(save({ name: 'x', connector: 'telepathy' })).rejects.toThrow('there is no connector telepathy')
    await expect(save({ name: 'x' })).rejects.toThrow('address')
    await expect(save({ name: 'x', url: 'file:///etc/passwd' })).rejects.toThrow(InputError)
  })

  it('under the name of another source is a conflict', async () => {
    await save({ name: 'Taken', url: 'https://one.example/' })
    await expect(save({ name: 'Taken', url: 'https://two.example/' })).rejects.toThrow(ConflictError)
  })
})

describe('due sources', () => {
  it('are claimed by one reader only, until its lease ends', async () => {
    const { id } = await save({ name: 'Claimed', url: 'https://claimed.example/' })
    const [one, two] = await Promise.all([
      claimDueSources(database.db, [id], now, later(300)),
      claimDueSources(database.db, [id], now, later(300)),
    ])
    expect(one.length + two.length).toBe(1)
    expect(await due(later(299))).not.toContain(id)
    expect(await due(later(300))).toContain(id)
  })

  it('come in batches that keep the sources of a host together', async () => {
    await database.sql`update sources set is_active = false`
    for (let i = 0; i < 9; i++) await save({ name: `S${i}`, url: `https://host${i % 3}.example/${i}` }, later(i))
    const batches = await listDueSourceIds(database.db, later(100), { batch: 3, limit: 100 })
    const hosts = await Promise.all(
      batches.map(
        async (ids) =>
          new Set(
            await Promise.all(
              ids.map(async (id) => new URL((await getSource(database.db, 'main', id)).url ?? '').host),
            ),
          ),
      ),
    )
    expect(hosts.map((set) => set.size)).toEqual([1, 1, 1])
  })

  it('do not include what is switched off', async () => {
    const { id } = await save({ name: 'Off', url: 'https://off.example/' })
    await setSourceActive(database.db, 'main', id, false, now)
    expect(await due(now)).not.toContain(id)
    await setSourceActive(database.db, 'main', id, true, later(5))
    expect(await due(later(5))).toContain(id)
  })
})

it('sources of another tenant cannot be seen or changed', async () => {
  const { id } = await save({ name: 'Mine', url: 'https://mine.example/' })
  await expect(getSource(database.db, 'other', id)).rejects.toThrow(NotFoundError)
  await expect(setSourceActive(database.db, 'other', id, false, now)).rejects.toThrow(NotFoundError)
  await expect(requestCheck(database.db, 'other', id, now)).rejects.toThrow(NotFoundError)
})
