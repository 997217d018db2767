import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { recordDeadLetter } from '../../src/pipeline/index.ts'
import { seedWorkspace } from '../http/seed.ts'
import { bellwether } from '../support/command-line.ts'
import { useDatabase } from '../support/database.ts'

const database = useDatabase()
const folder = mkdtempSync(join(tmpdir(), 'bellwether-letters-'))
const now = new Date('2031-05-01T12:00:00Z')
const [from, to] = ['2031-04-01', '2031-05-02']

beforeAll(async () => {
  vi.stubEnv('DATABASE_URL', database.url)
  vi.stubEnv('BELLWETHER_DATA_DIR', folder)
  vi.stubEnv('BELLWETHER_MATCHING', 'words')
  vi.stubEnv('BELLWETHER_CLOCK', `${now.toISOString()}@1`)
  await seedWorkspace(database, now)
})
afterAll(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

async function answer(...args: string[]) {
  const { code, stdout, stderr } = await bellwether(...args, '--json')
  expect([code, stderr]).toEqual([0, ''])
  return JSON.parse(stdout)
}
const unscored = async () =>
  (await database.sql`select 1 from events where scored_version < version and tenant_id = 'main'`).length

describe('bellwether replay', () => {
  it.each<[string, string[], RegExp]>([
    ['a stage without a past', ['--stage', 'embed'], /embed has no past to run again/],
    ['a stage there is none of', ['--stage', 'guess'], /there is no stage guess; .*normalize, cluster-events/],
    ['an unknown source', ['--source', 'Nobody'], /there is no source Nobody/],
    ['an end before its beginning', ['--to', '2031-03-01'], /ends after it begins/],
    ['no time', ['--from', 'yesterday'], /yesterday/],
  ])('refuses %s in one line, with exit code 2, and records nothing', async (_what, wrong, message) => {
    const { code, stderr } = await bellwether('replay', '--from', from, '--to', to, ...wrong)
    expect(code).toBe(2)
    expect(stderr).toMatch(message)
    expect(await answer('audit')).toEqual([])
  })

  it('shows what it would change and commits nothing; then makes the past of one source due, and says who asked', async () => {
    const before = await unscored()
    const [source] = await database.sql`select id, name from sources where tenant_id = 'main' and id in
      (select source_id from items join event_items on item_id = items.id) order by name limit 1`
    const range = ['--from', from, '--to', to, '--stage', 'score-trends', '--source', source?.name]
    const preview = await answer('replay', ...range, '--dry-run')
    expect(preview).toMatchObject({ runs: { 'score-trends': 1 }, failures: [], isComplete: true })
    expect(preview.trends).toBeInstanceOf(Array)
    expect(await unscored()).toBe(before)

    const done = await answer('replay', ...range)
    expect(done).toMatchObject({ stage: 'score-trends', runs: 1 })
    expect(done.rows).toBeGreaterThan(0)
    expect(await unscored()).toBe(Math.max(before, done.rows))
    const [entry] = await answer('audit')
    expect(entry).toMatchObject({
      action: 'replay',
      via: 'cli',
      details: { stage: 'score-trends', sourceId: source?.id },
    })
    expect(entry.actor).not.toBe('')
  })
})

describe('bellwether dead-letters', () => {
  const fail = (language: string, fingerprint: string) =>
    recordDeadLetter(
      database.db,
      {
        tenantId: 'main',
        stage: 'cluster-events',
        payload: { tenantId: 'main', language },
        payloadDigest: language,
        jobId: language,
        attempts: 5,
        failure: { cause: 'fault', fingerprint, reason: `broke on ${fingerprint}` },
      },
      now,
    )

  it('groups by cause, tries out, retries one or what a filter names, gives up the rest, and says who did', async () => {
    for (const [language, fingerprint] of [
      ['aa', 'x'],
      ['bb', 'x'],
      ['cc', 'y'],
    ] as const)
      await fail(language, fingerprint)
    expect(await answer('dead-letters', 'causes')).toMatchObject([
      { fingerprint: 'x', letters: 2, reason: 'broke on x' },
      { fingerprint: 'y', letters: 1 },
    ])
    const listed = await answer('dead-letters', 'list', '--fingerprint', 'y')
    const preview = await answer('dead-letters', 'retry', '--fingerprint', 'x', '--dry-run')
    expect(preview).toMatchObject({ runs: { 'cluster-events': 2 }, failures: [] })
    const retried = async () => (await database.sql`select 1 from dead_letters where retried_by is not null`).length
    expect(await retried()).toBe(0)
    expect(await answer('dead-letters', 'retry', '--id', listed[0].id)).toMatchObject({ letters: 1, retried: 1 })
    expect(await answer('dead-letters', 'retry', '--fingerprint', 'x')).toMatchObject({ letters: 2, isComplete: true })
    expect(await retried()).toBe(3)
    expect(await answer('dead-letters', 'discard', '--all')).toEqual({ letters: 3 })
    expect(await answer('dead-letters', 'list')).toEqual([])
    // Every command begins at the same instant of its clock.
    const done = (await answer('audit')).filter((entry: { action: string }) => entry.action !== 'replay')
    expect(done.map(({ action, via }: { action: string; via: string }) => `${action} ${via}`).sort()).toEqual([
      'dead-letters.discard cli',
      'dead-letters.retry cli',
      'dead-letters.retry cli',
    ])
  })

  it('names no letters by mistake: a retry has to say which', async () => {
    const { code, stderr } = await bellwether('dead-letters', 'retry')
    expect(code).toBe(2)
    expect(stderr).toMatch(/say which/)
  })
})
