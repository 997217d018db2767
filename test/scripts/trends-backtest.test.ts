import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { describeBacktest } from '../../scripts/backtest/describe.ts'
import { readOutcomes } from '../../scripts/backtest/known-outcomes.ts'
import { recordedFeeds } from '../../scripts/backtest/recorded-feeds.ts'
import { type DefinitionSet, replay } from '../../scripts/backtest/replay.ts'
import { reportOn } from '../../scripts/backtest/report.ts'
import { withScratchDatabase } from '../../scripts/backtest/scratch-database.ts'
import { workspaceItems } from '../../scripts/backtest/workspace-items.ts'
import { definitionSets } from '../../scripts/commands/trends-backtest.ts'
import { saveItems } from '../../src/items/index.ts'
import { saveSource } from '../../src/sources/index.ts'
import { useDatabase } from '../support/database.ts'

const from = new Date('2031-05-01T00:00:00Z')
const to = new Date('2031-05-08T00:00:00Z')
const on = (day: number, hour = 0) => new Date(from.getTime() + ((day - 1) * 24 + hour) * 3_600_000)

const definition = (weight: number) => `id: karrow-blockade
name: Blockade of Port Karrow
question: Will Port Karrow be closed to ships?
baselineProbability: 0.2
indicators:
  - signal: seizure
    direction: escalatory
    weight: ${weight}
    description: A ship is boarded or seized by a navy.
    keywords: [seized, boarded, seizes]
`

const calm = ['quiet', 'Port Karrow counts fewer visitors this spring', 'Hotels report fewer guests than a year ago.']
const dull = ['ship', 'Morning notes from Port Karrow', 'The bakery on the square has won a prize for rye bread.']
const seizure = [
  'ship',
  'Navy seized a tanker off Port Karrow',
  'Sailors boarded and seized the tanker off Port Karrow.',
]
const other = ['ship-2', 'Second tanker seized near Port Karrow', 'A second tanker was seized by the navy on Tuesday.']

function feed(at: Date, entries: readonly (readonly string[])[]): string {
  const items = entries.map(
    ([id, title, text]) =>
      `<item><guid>${id}</guid><title>${title}</title><description>${text}</description><pubDate>${at.toUTCString()}</pubDate></item>`,
  )
  return `<rss version="2.0"><channel><title>Invented</title><language>en</language>${items.join('')}</channel></rss>`
}

describe('a backtest', () => {
  const workspace = useDatabase()
  let folder = ''
  let sets: DefinitionSet[] = []

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'bellwether-backtest-'))
    const put = (name: string, at: Date, content: string) => {
      mkdirSync(join(folder, 'feeds', name), { recursive: true })
      writeFileSync(join(folder, 'feeds', name, `${at.getTime() / 1000}.xml`), content)
    }
    put('harbour', on(2), feed(on(2), [calm, dull]))
    // What was a dull report on day 2 says something else from day 4 on.
    put('harbour', on(4), feed(on(2), [calm, seizure]))
    put('harbour', on(5), '<html>an error page</html>')
    put('coast', on(6), feed(on(6), [other]))
    put('coast', on(20), feed(on(20), [['late', 'Navy seized a ferry off Port Karrow', 'Too late.']]))
    for (const [name, weight] of [
      ['strong', 0.5],
      ['weak', 0.05],
    ] as const) {
      mkdirSync(join(folder, name))
      writeFileSync(join(folder, name, 'karrow.yaml'), definition(weight))
    }
    writeFileSync(
      join(folder, 'outcomes.yaml'),
      '- { trend: karrow-blockade, outcome: occurred, at: 2031-05-07, note: closed by order }\n- { trend: else, outcome: occurred, at: 2031-05-07, note: of no set }',
    )
    writeFileSync(join(folder, 'weak', 'else.yaml'), definition(0.05).replace('karrow-blockade', 'open-question'))
    sets = definitionSets(join(folder, 'strong'), join(folder, 'weak'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const run = () => {
    const recording = recordedFeeds(join(folder, 'feeds'))
    const outcomes = readOutcomes(join(folder, 'outcomes.yaml'))
    return withScratchDatabase(inject('postgresUrl'), { now: from }, async ({ db }) => {
      const items = await replay(db, { recording, sets, sources: [], outcomes, from, to })
      const reports = [await reportOn(db, sets[0]!, { from, to }), await reportOn(db, sets[1]!, { from, to })]
      return { items, problems: recording.problems, reports }
    })
  }

  it('sees items when they were recorded, edits as edits, and says the same every time', async () => {
    const result = await run()
    expect(result.items).toEqual({ instants: 3, items: 3, edits: 1, sources: 2 })
    expect(result.problems).toEqual([expect.stringContaining(`${on(5).getTime() / 1000}.xml`)])
    const [strong, weak] = result.reports.map((report) => report.trends.find((run) => run.trend === 'karrow-blockade')!)
    const saidOn = (day: number) => strong!.curve.find((point) => point.at.getTime() === on(day).getTime())!.probability
    // The seizure is dated day 2, but nobody knew before day 4.
    expect(saidOn(3)).toBeCloseTo(0.2, 9)
    expect(saidOn(5)).toBeGreaterThan(0.2)
    expect(strong!.largestMove).toMatchObject({ causes: [{ signals: ['seizure'] }] })
    expect(strong!.high.probability).toBeGreaterThan(weak!.high.probability)
    const briers = result.reports.map((report) => report.record.hourly.brier)
    expect(briers[0]).toBeLessThan(briers[1]!)
    expect(result.reports[0]!.record.trends.map((row) => row.outcome)).toEqual(['occurred'])

    const told = describeBacktest({ from, to, ...result, sets: result.reports })
    const [, comparison = ''] = told.split('== side by side')
    const rows = comparison.split('\n').map((line) => line.trim().split(/\s{2,}/))
    const shown = (value: number) => `${(100 * value).toFixed(1)} %`
    const row = rows.find(([slug]) => slug === 'karrow-blockade')!
    expect(row.slice(1, 5)).toEqual([
      'occurred',
      shown(strong!.high.probability),
      shown(strong!.end),
      briers[0]!.toFixed(3),
    ])
    expect(row.slice(7, 10)).toEqual([shown(weak!.high.probability), shown(weak!.end), briers[1]!.toFixed(3)])
    // Only one set asks it, and nobody knows the answer: it is compared by where it went.
    const openRow = rows.find(([slug]) => slug === 'open-question')!
    expect(openRow.slice(1, 5)).toEqual(['–', '–', '–', '–'])
    expect(openRow[7]).toBe(
      shown(result.reports[1]!.trends.find((run) => run.trend === 'open-question')!.high.probability),
    )

    const ids = /[0-9a-f]{8}-[0-9a-f-]{27}/g
    const withoutIds = (value: unknown) => JSON.stringify(value).replaceAll(ids, 'id')
    expect(withoutIds(await run())).toBe(withoutIds(result))
  }, 120_000)

  it('takes the items of a workspace with every text they had', async () => {
    const { db } = workspace
    const { id: sourceId } = await saveSource(db, 'main', { connector: 'push', name: 'harbour' }, from)
    const save = (now: Date, [externalId = '', title, text]: readonly string[]) =>
      saveItems(db, { tenantId: 'main', sourceId, now, entries: [{ externalId, title, text: text ?? '' }] })
    await save(on(2), calm)
    await save(on(2, 1), dull)
    await save(on(4), seizure)
    await save(on(5), ['ship', 'Navy seized two tankers', 'It was two.'])
    const seen: unknown[] = []
    for await (const { at, source, entries } of workspaceItems(db, 'main').arrivals(on(2, 1), on(8)))
      seen.push([at.toISOString(), source, entries[0]!.externalId, entries[0]!.title])
    expect(seen).toEqual([
      [on(2, 1).toISOString(), 'harbour', 'ship', dull[1]],
      [on(4).toISOString(), 'harbour', 'ship', seizure[1]],
      [on(5).toISOString(), 'harbour', 'ship', 'Navy seized two tankers'],
    ])
  })

  it('tells two folders of the same name apart by their paths', () => {
    for (const name of ['old', 'new']) {
      mkdirSync(join(folder, name, 'trends'), { recursive: true })
      writeFileSync(join(folder, name, 'trends', 'karrow.yaml'), definition(0.1))
    }
    const paths = ['old', 'new'].map((name) => join(folder, name, 'trends'))
    expect(definitionSets(paths[0]!, paths[1]).map(({ name }) => name)).toEqual(paths)
    expect(sets.map(({ name, tenantId }) => [name, tenantId])).toEqual([
      ['strong', 'main'],
      ['weak', 'against'],
    ])
  })

  it('never overwrites a database that is no backtest', async () => {
    const keepAs = new URL(workspace.url).pathname.slice(1)
    await expect(withScratchDatabase(inject('postgresUrl'), { keepAs, now: from }, async () => {})).rejects.toThrow(
      'is no backtest',
    )
  })
})
