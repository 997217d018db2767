import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { matchFile } from '../../../scripts/commands/match.ts'
import { strait } from './strait.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'match-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('bellwether match', () => {
  it('writes one line per item, surest match first, empty when nothing matches', async () => {
    const lines = [
      { id: 'a', title: 'Iran seizes tanker in Strait of Hormuz', text: 'Warning shots were fired.' },
      { id: 7, title: 'Cricket season opens', text: '' },
    ]
    await writeFile(join(folder, 'items.ndjson'), lines.map((line) => JSON.stringify(line)).join('\n'))
    const figures = await matchFile(join(folder, 'items.ndjson'), join(folder, 'out.ndjson'), [strait], {
      wordsOnly: true,
    })
    const written = (await readFile(join(folder, 'out.ndjson'), 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(written.map((line) => line.id)).toEqual(['a', '7'])
    expect(written[0].matches[0]).toMatchObject({ trend: 'strait-closure', signal: 'naval_incident', direction: 1 })
    expect(Object.keys(written[0].matches[0])).toEqual([
      'trend',
      'signal',
      'direction',
      'severity',
      'confidence',
      'spans',
    ])
    expect(written[1].matches).toEqual([])
    expect(figures).toMatchObject({ items: 2, matched: 1, trends: 1, signals: 3 })
  })

  it('names the line that is no JSON', async () => {
    await writeFile(join(folder, 'bad.ndjson'), '{"id":"a","title":"x"}\nnot json\n')
    await expect(
      matchFile(join(folder, 'bad.ndjson'), join(folder, 'out2.ndjson'), [strait], { wordsOnly: true }),
    ).rejects.toThrow('bad.ndjson:2')
  })
})
