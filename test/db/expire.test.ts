import { expect, it } from 'vitest'
import { deleteExpired } from '../../src/db/expire.ts'
import { newId } from '../../src/db/id.ts'
import { pipelineRuns, stateEntries, webSessions } from '../../src/db/schema/index.ts'
import { useDatabase } from '../support/database.ts'

const database = useDatabase()
const now = new Date('2025-06-01T00:00:00Z')
const wallNow = new Date('2026-01-01T00:00:00Z')
const days = (count: number, from = now) => new Date(from.getTime() + count * 86_400_000)

it('deletes what has had its time and nothing else', async () => {
  const run = { stage: 'normalize', attempt: 1, status: 'succeeded' as const, durationMs: 1 }
  await database.db.insert(pipelineRuns).values([
    { id: newId(now), jobId: 'old', startedAt: days(-31), ...run },
    { id: newId(now), jobId: 'recent', startedAt: days(-29), ...run },
  ])
  await database.db.insert(stateEntries).values([
    { key: 'gone', value: 1, expiresAt: days(-1, wallNow) },
    { key: 'valid', value: 1, expiresAt: days(1, wallNow) },
    { key: 'kept for good', value: 1, expiresAt: null },
  ])
  const session = { createdAt: now }
  await database.db.insert(webSessions).values([
    { id: newId(now), secretHash: 'gone', expiresAt: days(-1, wallNow), ...session },
    { id: newId(now), secretHash: 'valid', expiresAt: days(1, wallNow), ...session },
  ])

  expect(await deleteExpired(database.db, { now, wallNow })).toBe(3)

  expect((await database.db.select().from(pipelineRuns)).map((row) => row.jobId)).toEqual(['recent'])
  expect((await database.db.select().from(stateEntries)).map((row) => row.key).sort()).toEqual([
    'kept for good',
    'valid',
  ])
  expect((await database.db.select().from(webSessions)).map((row) => row.secretHash)).toEqual(['valid'])
  expect(await deleteExpired(database.db, { now, wallNow })).toBe(0)
})
