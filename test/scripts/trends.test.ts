import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { evidenceUses, trendOutcomes, trendOverrides } from '../../src/db/schema/index.ts'
import { definitionYaml } from '../../src/trends/index.ts'
import { type Seeded, seedDefinition, seedWorkspace } from '../http/seed.ts'
import { bellwether } from '../support/command-line.ts'
import { useDatabase } from '../support/database.ts'

const database = useDatabase()
const folder = mkdtempSync(join(tmpdir(), 'bellwether-trends-'))
const now = new Date('2031-05-01T12:00:00Z')
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000).toISOString()
const trends = (...args: string[]) => bellwether('trends', ...args)
let seeded: Seeded

beforeAll(async () => {
  vi.stubEnv('DATABASE_URL', database.url)
  vi.stubEnv('BELLWETHER_DATA_DIR', folder)
  vi.stubEnv('BELLWETHER_CLOCK', `${now.toISOString()}@1`)
  seeded = await seedWorkspace(database, now)
  writeFileSync(join(folder, 'broken.yaml'), 'id: canal-closure\nbaselineProbability: 2\n')
  writeFileSync(join(folder, 'canal.yaml'), definitionYaml(seedDefinition))
})
afterAll(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

/** What a command answers with --json; it has to end well. */
async function answer(...args: string[]) {
  const { code, stdout, stderr } = await trends(...args, '--json')
  expect([code, stderr]).toEqual([0, ''])
  return JSON.parse(stdout)
}

describe('bellwether trends', () => {
  it('shows a value at any time as known at any time, with the evidence it rests on', async () => {
    const known = await answer('show', 'canal-closure', '--at', hoursAgo(11), '--known-at', hoursAgo(11))
    expect(known.evidence.map((row: { id: string }) => row.id)).toEqual(seeded.evidenceIds)
    const today = await answer('show', 'canal-closure', '--at', hoursAgo(11))
    expect(today.evidence.map((row: { id: string }) => row.id)).toEqual(seeded.evidenceIds.slice(0, 2))
    expect(known.standing.probability - today.standing.probability).toBeGreaterThan(0.01)
    const { stdout } = await trends('show', 'canal-closure', '--known-at', hoursAgo(11))
    expect(stdout).toContain(`as known ${hoursAgo(11)}`)
    expect(stdout).toMatch(/blockage .*0\.40·0\.90·0\.90·0\.80·0\.50·1\.00/)
  })

  it('explains a move without remainder, added up by event, source and indicator', async () => {
    const span = ['--from', hoursAgo(96), '--to', hoursAgo(1)]
    for (const by of ['event', 'source', 'indicator']) {
      const { from, to, groups } = await answer('explain', 'canal-closure', ...span, '--by', by, '--limit', '1')
      const moves = [...groups.shown, groups.rest]
      for (const [key, whole] of [
        ['deltaLogOdds', to.logOdds - from.logOdds],
        ['deltaProbability', to.probability - from.probability],
      ] as const)
        expect(moves.reduce((sum, move) => sum + move[key], 0)).toBeCloseTo(whole, 9)
    }
    expect((await trends('explain', 'canal-closure', ...span)).stdout).toContain('Ship aground in canal')
  })

  it('simulates hits that did not happen, and finds the fewest that cross a probability', async () => {
    const { stdout } = await trends('simulate', 'canal-closure', '--hit', 'blockage:0.5', 'blockage', '--days', '2')
    expect(stdout.split('\n').map((line) => line.split(/\s{2,}/)[0])).toEqual([
      ...['day', '2031-05-01', '2031-05-02', '2031-05-03'],
    ])
    const { sets, probability } = await answer('tripwire', 'canal-closure', '--above', '0.15')
    expect(probability).toBeLessThan(0.15)
    const hits = sets[0].flatMap(({ signal }: { signal: string }) => ['--hit', signal])
    const { curve } = await answer('simulate', 'canal-closure', ...hits)
    expect(curve[0].simulated).toBeGreaterThanOrEqual(0.15 - 1e-6)
    expect(curve).toHaveLength(31)
  })

  it('corrects a value by hand until the correction is withdrawn; both are on record with who did it', async () => {
    // Each command begins at the same instant, so that a later one may be earlier by milliseconds.
    const show = ['show', 'canal-closure', '--at', hoursAgo(-0.1)]
    const before = (await answer(...show)).standing.probability
    const said = ['--reason', 'pilots on strike', '--author', 'duty officer']
    const row = await answer('override', 'canal-closure', '--probability', '0.6', ...said)
    expect((await answer(...show)).standing.probability).toBeCloseTo(0.6, 3)
    const shown = (await trends(...show)).stdout
    expect(shown).toMatch(new RegExp(`^corrected by .*: pilots on strike \\(duty officer, ${row.id}\\)$`, 'm'))
    const withdrawn = await trends('withdraw', row.id, '--author', 'night desk')
    expect(withdrawn).toMatchObject({ code: 0, stdout: expect.stringContaining('pilots on strike (duty officer)') })
    expect((await answer(...show)).standing.probability).toBeCloseTo(before, 4)
    expect(await database.db.select().from(trendOverrides)).toMatchObject([
      { reason: 'pilots on strike', author: 'duty officer', retractedBy: 'night desk' },
    ])
    expect((await trends('withdraw', row.id)).code).toBe(2)
  })

  it('records how a question was answered and grades what was said before', async () => {
    const note = 'Notice 12 of the canal authority'
    const given = ['--outcome', 'occurred', '--note', note, '--at', hoursAgo(2)]
    expect((await trends('resolve', 'canal-closure', ...given)).code).toBe(0)
    const { trends: graded, hourly, atLeadDays } = await answer('grade')
    expect(graded).toMatchObject([{ slug: 'canal-closure', outcome: 'occurred', note }])
    expect(hourly.count).toBe(148)
    expect(hourly.calibration.reduce((sum: number, bucket: { count: number }) => sum + bucket.count, 0)).toBe(148)
    expect(atLeadDays.map((lead: { grade: { count: number } }) => lead.grade.count)).toEqual([1, 0, 0])
    expect((await trends('grade')).stdout).toContain('Brier')
  })

  it('keeps no export on record that could not be written', async () => {
    const uses = () => database.db.$count(evidenceUses)
    const before = await uses()
    const { code, stderr } = await trends('evidence', 'canal-closure', '--out', join(folder, 'none', 'evidence.csv'))
    expect([code, stderr]).toEqual([1, expect.stringContaining('no such file or directory')])
    expect(await uses()).toBe(before)
  })

  it('pauses a trend and follows it again, and says who did', async () => {
    const shown = async () => (await answer('show', 'canal-closure')).isActive
    expect((await trends('pause', 'canal-closure')).code).toBe(0)
    expect(await shown()).toBe(false)
    expect((await trends('resume', 'canal-closure')).code).toBe(0)
    expect(await shown()).toBe(true)
    const { stdout } = await bellwether('audit', '--json')
    const actions = (JSON.parse(stdout) as { action: string }[]).map(({ action }) => action)
    expect(actions.sort()).toEqual(['trends.pause', 'trends.resume'])
  })

  it('hands evidence and definitions out to files, and takes the latter back unchanged', async () => {
    const out = join(folder, 'evidence.csv')
    expect((await trends('evidence', 'canal-closure', '--status', 'all', '--out', out)).code).toBe(0)
    const csv = readFileSync(out, 'utf8')
    for (const id of seeded.evidenceIds) expect(csv).toContain(id)
    expect((await trends('export', '--out', join(folder, 'out'))).code).toBe(0)
    const again = await trends('apply', join(folder, 'out', 'canal-closure.yaml'))
    expect(again.stdout).toContain('canal-closure: unchanged, version 1')
    writeFileSync(
      join(folder, 'canal.yaml'),
      definitionYaml({ ...seedDefinition, halfLifeDays: 20, sources: ['Harbour Pst'] }),
    )
    const dry = await trends('apply', join(folder, 'canal.yaml'), '--dry-run')
    expect(dry.stdout).toMatch(/halfLifeDays: 30 → 20\n {2}sources: .*\n {2}value now .* → .*\n/)
    expect(dry.stdout).toMatch(/\n {2}! sources: there is no source "Harbour Pst"\nnothing stored$/)
    const stored = await trends('apply', join(folder, 'canal.yaml'), '--author', 'Ada', '--history')
    expect(stored.stdout).toMatch(/changed, version 2 from the beginning\n.*\nstored$/s)
    const { stdout } = await trends('versions', 'canal-closure')
    expect(stdout.split('\n')).toEqual([
      expect.stringMatching(/^2 {2}from the beginning, stored 2031-05-01T12:00 by Ada$/),
      '  halfLifeDays: 30 → 20',
      '  sources: [] → ["Harbour Pst"]',
      expect.stringMatching(/^1 {2}from 2031-04-25T06:00, stored .* by test$/),
    ])
  })
})

describe('bad input to bellwether trends', () => {
  const id = '018f0000-0000-7000-8000-000000000000'
  const canal = 'canal-closure'
  const late = ['--from', '2031-05-01', '--to', '2031-04-30']

  it.each<[string, string[], RegExp]>([
    ['a trend there is none of', ['show', 'no-trend'], /There is no trend "no-trend"/],
    ['an id there is none of', ['explain', id], /There is no trend/],
    ['a trend without a name', ['show'], /missing required argument 'trend'/],
    ['words for an instant', ['show', canal, '--at', 'banana 3'], /"banana 3" is neither a day .* nor an instant/],
    ['a day that does not exist', ['show', canal, '--at', '2031-02-30'], /"2031-02-30" is neither/],
    ['a time in no time zone', ['show', canal, '--known-at', '2031-05-01T10:00'], /time zone/],
    ['no whole number', ['show', canal, '--limit', 'many'], /"many" is not a whole number above 0/],
    ['an empty window', ['explain', canal, ...late], /--from is after --to/],
    ['a window that begins tomorrow', ['explain', canal, '--from', '2031-05-02'], /--from is after --to/],
    [
      'a grouping there is none of',
      ['explain', canal, '--by', 'colour'],
      /Allowed choices are event, source, indicator/,
    ],
    ['evidence of a signal there is none of', ['evidence', canal, '--signal', 'none'], /has no signal "none"/],
    ['an empty window of evidence', ['evidence', canal, ...late], /from is after to/],
    ['no hit', ['simulate', canal], /required option '--hit/],
    ['a hit of no signal', ['simulate', canal, '--hit', 'flood'], /no signal "flood"; there are blockage, clearance/],
    ['a severity above 1', ['simulate', canal, '--hit', 'blockage:2'], /severity in "blockage:2" is not within 0..1/],
    ['a hit at no instant', ['simulate', canal, '--hit', 'blockage:1:soon'], /"soon" is neither/],
    ['a window into the past', ['simulate', canal, '--hit', 'blockage', '--days', '-3'], /"-3" is not a whole number/],
    ['a window without end', ['simulate', canal, '--hit', 'blockage', '--days', '9999999'], /at most 730 days/],
    ['no threshold', ['tripwire', canal], /either --above or --below/],
    ['two thresholds', ['tripwire', canal, '--above', '0.5', '--below', '0.1'], /either --above or --below/],
    ['a threshold of 0', ['tripwire', canal, '--above', '0'], /"0" is not a probability between 0 and 1/],
    ['a threshold of 1', ['tripwire', canal, '--below', '1'], /"1" is not a probability between 0 and 1/],
    ['percent', ['override', canal, '--probability', '40', '--reason', 'r'], /"40" is not a probability/],
    ['no reason', ['override', canal, '--probability', '0.4'], /required option '--reason/],
    ['an empty reason', ['override', canal, '--probability', '0.4', '--reason', ' '], /needs a reason/],
    ['a correction that is no id', ['withdraw', '7'], /"7" is no id/],
    ['a correction there is none of', ['withdraw', id], /There is no override/],
    [
      'an outcome there is none of',
      ['resolve', canal, '--outcome', 'maybe', '--note', 'n'],
      /Allowed choices are occurred/,
    ],
    ['an outcome without ground', ['resolve', canal, '--outcome', 'occurred', '--note', ''], /needs a note/],
    [
      'an outcome of tomorrow',
      ['resolve', canal, '--outcome', 'occurred', '--note', 'n', '--at', '2031-05-02'],
      /lies in the future/,
    ],
    ['a file that is not there', ['apply', 'none.yaml'], /none\.yaml cannot be read/],
    [
      'a file that is no definition',
      ['apply', join(folder, 'broken.yaml')],
      /broken\.yaml is not a trend definition:\n/,
    ],
    ['a trend to pause that is not there', ['pause', 'no-trend'], /There is no trend "no-trend"/],
    ['an export of a trend that is not there', ['export', 'no-trend'], /There is no trend "no-trend"/],
    [
      'a backtest that ends before it begins',
      ['backtest', '--trends', join(folder, 'canal.yaml'), ...late],
      /--from must lie before --to/,
    ],
    ['a command there is none of', ['frobnicate'], /unknown command 'frobnicate'/],
  ])('says what is wrong with %s, changes nothing and ends with 2', async (_what, args, message) => {
    const rows = async () => [await database.db.$count(trendOverrides), await database.db.$count(trendOutcomes)]
    const before = await rows()
    const { code, stdout, stderr } = await trends(...args)
    expect(stderr).toMatch(message)
    expect([code, stdout]).toEqual([2, ''])
    expect(await rows()).toEqual(before)
  })
})
