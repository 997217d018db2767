import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { alertDestinations } from '../../src/db/schema/index.ts'
import { seedWorkspace } from '../http/seed.ts'
import { bellwether } from '../support/command-line.ts'
import { useDatabase } from '../support/database.ts'

const database = useDatabase()
const folder = mkdtempSync(join(tmpdir(), 'bellwether-alerts-'))
const destinations = (...args: string[]) => bellwether('alerts', 'destinations', ...args)
const webhook = ['--kind', 'webhook', '--url', 'https://hook.example/x', '--secret', 'a-secret-for-signing-alerts']

beforeAll(async () => {
  vi.stubEnv('DATABASE_URL', database.url)
  vi.stubEnv('BELLWETHER_DATA_DIR', folder)
  vi.stubEnv('BELLWETHER_SECRET_KEY', Buffer.alloc(32, 7).toString('base64'))
  vi.stubEnv('SUDO_USER', 'ada')
  await seedWorkspace(database, new Date())
})
afterAll(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

describe('bellwether alerts destinations', () => {
  it('adds, pauses, resumes, retries and removes by name, and says who did', async () => {
    const added = await destinations('add', 'desk', ...webhook, '--trend', 'canal-closure')
    expect(added).toMatchObject({ code: 0, stdout: 'desk: alerts go to hook.example from now on' })
    expect((await destinations('pause', 'desk')).stdout).toBe('desk: paused, 0 waiting')
    expect((await destinations('list')).stdout).toMatch(/^desk +webhook +hook\.example +canal-closure +paused$/)
    expect(await destinations('retry', 'desk')).toMatchObject({ code: 1, stderr: expect.stringContaining('is paused') })
    expect((await destinations('resume', 'desk')).stdout).toBe('desk: active, 0 waiting')
    expect((await destinations('retry', 'desk')).stdout).toBe('desk: 0 tried again within a minute')
    expect((await destinations('remove', 'desk')).code).toBe(0)
    const audit = JSON.parse((await bellwether('audit', '--json')).stdout) as {
      actor: string
      via: string
      action: string
    }[]
    expect(audit.map(({ actor, via, action }) => `${actor} ${via} ${action}`).sort()).toEqual([
      'ada cli alert-destinations.add',
      'ada cli alert-destinations.pause',
      'ada cli alert-destinations.remove',
      'ada cli alert-destinations.resume',
      'ada cli alert-destinations.retry',
    ])
  })

  it.each<[string, string[], RegExp]>([
    ['a destination there is none of', ['destinations', 'pause', 'none'], /There is no destination "none"/],
    ['an alert that is no id', ['destinations', 'retry', 'desk', '--alert', '7'], /"7" is no id/],
    [
      'a trend there is none of',
      ['destinations', 'add', 'x', ...webhook, '--trend', 'flood'],
      /There is no trend "flood"/,
    ],
    ['a name with blanks', ['destinations', 'add', 'night desk', ...webhook], /was not added/],
    ['no address', ['destinations', 'add', 'x', '--kind', 'slack'], /url/],
    [
      'mail to nobody in particular',
      [
        'destinations',
        'add',
        'x',
        '--kind',
        'email',
        '--smtp',
        'smtp://m.example',
        '--from',
        'a@b.example',
        '--to',
        'c',
      ],
      /must be a mail address/,
    ],
    ['a kind there is none of', ['destinations', 'add', 'x', '--kind', 'pigeon'], /Allowed choices are webhook/],
    ['an alert to acknowledge that is no id', ['ack', '7'], /"7" is no id/],
    ['no alerts at all', ['list', '--limit', '0'], /"0" is not a whole number above 0/],
    ['a time without a zone', ['restated', '--since', 'yesterday'], /"yesterday" is neither a day/],
  ])('says what is wrong with %s, stores nothing and ends with 2', async (_what, args, message) => {
    const before = await database.db.$count(alertDestinations)
    const { code, stdout, stderr } = await bellwether('alerts', ...args)
    expect(stderr).toMatch(message)
    expect([code, stdout]).toEqual([2, ''])
    expect(await database.db.$count(alertDestinations)).toBe(before)
  })
})
