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

  const match = async (content: string | Buffer, out = 'out2.ndjson') => {
    await writeFile(join(folder, 'given.ndjson'), content)
    await matchFile(join(folder, 'given.ndjson'), join(folder, out), [strait], { wordsOnly: true })
    return (await readFile(join(folder, out), 'utf8')).split('\n').filter(Boolean)
  }

  it.each([
    ['not json', 'given.ndjson:3 is not JSON: Unexpected token'],
    ['{"id":"b","title":"cut o', 'given.ndjson:3 is not JSON: Unterminated string'],
    ['{"title":"no id"}', 'given.ndjson:3 has no id'],
    ['[{"id":"b"}]', 'given.ndjson:3 has no id'],
    ['{"id":"b","title":["x"]}', 'given.ndjson:3: its title is no text'],
    ['{"id":"b","title":"x","text":{}}', 'given.ndjson:3: its text is no text'],
  ])('names the line of %s', async (line, problem) => {
    await expect(match(`{"id":"a","title":"x"}\n\n${line}\n`)).rejects.toThrow(problem)
  })

  it('takes empty files, lines without words, byte order marks and numbers', async () => {
    expect(await match('')).toEqual([])
    expect(await match('\ufeff{"id":1}\r\n{"id":2,"title":1984,"text":null}\r\n')).toEqual([
      '{"id":"1","matches":[]}',
      '{"id":"2","matches":[]}',
    ])
  })

  it('says what it cannot write, and does not write over what it reads', async () => {
    const line = '{"id":"a","title":"x"}\n'
    await expect(match(line, 'nowhere/out.ndjson')).rejects.toThrow(/ENOENT.*nowhere/)
    await expect(match(line, 'given.ndjson')).rejects.toThrow('is the file that is read')
    expect(await readFile(join(folder, 'given.ndjson'), 'utf8')).toBe(line)
  })
})
