import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { clusterFile } from '../../scripts/commands/cluster.ts'
import { readClusterLines } from '../../scripts/commands/cluster-input.ts'

const dir = mkdtempSync(join(tmpdir(), 'bellwether-cluster-'))
afterAll(() => rmSync(dir, { recursive: true }))

function fileOf(rows: readonly object[]): string {
  const path = join(dir, `${Math.random()}.ndjson`)
  writeFileSync(path, rows.map((row) => JSON.stringify(row)).join('\n'))
  return path
}

const headlines = [
  'Ferry strikes pier in Harwich, nine injured',
  'Lawmakers reject pension reform after marathon debate',
  'Volcano on remote island erupts for a third day',
  'Bakery chain files for bankruptcy protection',
  'Goalkeeper banned for life over betting',
  'Drought empties reservoirs across the plateau',
]
/** What a feed puts before its summaries: the same words, in markup, in every one of them. */
const picture = (name: string) =>
  `<img src="https://images.example/__origami/service/image/v2/images/raw/production/${name}.jpg?source=next-page&amp;fit=scale-down&amp;width=900" />`

describe('bellwether cluster', () => {
  it('keeps reports apart that share nothing but the markup of their feed', async () => {
    const rows = headlines.map((title, i) => ({
      id: i,
      title,
      text: `${picture(`a${i}`)}More on this later.`,
      published_at: new Date(Date.UTC(2025, 0, 1, i)).toISOString(),
      lang: 'en',
    }))
    const figures = await clusterFile(fileOf(rows), join(dir, 'apart.ndjson'))
    expect(figures.events).toBe(headlines.length)
  })

  it('does not write over what it reads or without anything to read, and says before it reads what it cannot write', async () => {
    const path = fileOf([{ id: 'a', title: 'x', text: '' }])
    const before = readFileSync(path, 'utf8')
    await expect(clusterFile(path, path)).rejects.toThrow('is the file that is read')
    await expect(clusterFile(path, join(dir, 'nowhere', 'out.ndjson'))).rejects.toThrow(/cannot be written: .*nowhere/)
    expect(readFileSync(path, 'utf8')).toBe(before)
    await expect(clusterFile(join(dir, 'none.ndjson'), path)).rejects.toThrow(/none\.ndjson cannot be read/)
    expect(readFileSync(path, 'utf8')).toBe(before)
  })

  it('reads lines as normalize reads items: no markup, and a language where none is named', async () => {
    const path = fileOf([
      { id: 'a', title: 'Das Parlament &amp; die Rente', text: '<p>Der Bundestag hat über die Rente abgestimmt.</p>' },
      { id: 'b', title: 'Named', text: 'Der Bundestag hat über die Rente abgestimmt.', lang: 'en' },
      { id: 'c', title: '', text: '' },
    ])
    const lines = []
    for await (const line of readClusterLines(path)) lines.push(line)
    expect(lines[0]).toMatchObject({
      title: 'Das Parlament & die Rente',
      text: 'Der Bundestag hat über die Rente abgestimmt.',
      language: 'de',
    })
    expect(lines.slice(1).map(({ language }) => language)).toEqual(['en', 'und'])
  })

  it('writes one line for each item, in their order', async () => {
    const rows = headlines.map((title, i) => ({ id: `item-${i}`, title, lang: 'en' }))
    const out = join(dir, 'lines.ndjson')
    await clusterFile(fileOf(rows), out)
    const written = readFileSync(out, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: string })
    expect(written.map(({ id }) => id)).toEqual(rows.map(({ id }) => id))
  })

  it('names the line that is no item', async () => {
    const path = join(dir, 'broken.ndjson')
    writeFileSync(path, '{"id":1,"title":"fine"}\n{"title":"no id"}\n')
    await expect(clusterFile(path, join(dir, 'broken.out'))).rejects.toThrow(`${path}:2 has no id`)
  })
})
