import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'

const dir = mkdtempSync(join(tmpdir(), 'bellwether-match-'))
afterAll(() => rmSync(dir, { recursive: true }))

const definition = `
id: strait-closure
name: Closure of the Strait of Hormuz
question: Will transit through the Strait of Hormuz be halted?
baselineProbability: 0.06
indicators:
  - signal: naval_incident
    direction: escalatory
    weight: 0.3
    description: A tanker is seized or fired at in the strait.
    keywords: [tanker seized, warning shots]
    places: [Iran]
`

it('bellwether match writes a line for each item, the second opinion included, and ends with 0', () => {
  const [trends, items, out] = ['trend.yaml', 'items.ndjson', 'out.ndjson'].map((name) => join(dir, name)) as [
    string,
    string,
    string,
  ]
  writeFileSync(trends, definition)
  const lines = [
    { id: 'a', title: 'Iran seizes tanker in Strait of Hormuz', text: 'Warning shots were fired.' },
    { id: 'b', title: 'Bakers of Aarhus win a prize', text: '' },
    // what words leave open, so that the local model is asked
    {
      id: 'c',
      title: 'Gunboats stop vessel carrying oil off Iran',
      text: 'The tanker was boarded near Hormuz, sailors said.',
    },
  ]
  writeFileSync(items, lines.map((line) => JSON.stringify(line)).join('\n'))
  const { PATH, HOME } = process.env
  const { status, stderr } = spawnSync(
    process.execPath,
    ['scripts/bellwether.mjs', 'match', items, '--trends', dir, '--out', out],
    { env: { PATH, HOME }, encoding: 'utf8' },
  )
  expect([status, stderr]).toEqual([0, expect.stringContaining('3 items against 1 signals of 1 trends')])
  const written = readFileSync(out, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(written).toMatchObject([
    { id: 'a', matches: [{ trend: 'strait-closure', signal: 'naval_incident', direction: 1 }] },
    { id: 'b', matches: [] },
    { id: 'c' },
  ])
}, 60_000)
