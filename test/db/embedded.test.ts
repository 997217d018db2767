import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { afterEach, describe, expect, it } from 'vitest'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/db/embedded/cluster.ts'

const isRoot = process.getuid?.() === 0
const nobody = { uid: 65_534, gid: 65_534 }
// A checkout under a folder that only root may enter cannot be run by anybody else.
const othersMayRead =
  isRoot && spawnSync('test', ['-r', 'package.json'], { ...nobody, cwd: process.cwd() }).status === 0

describe('embedded Postgres', () => {
  const dirs: string[] = []
  let server: EmbeddedPostgres | undefined
  afterEach(async () => {
    await server?.stop().catch(() => {})
    for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true, force: true })
  })

  function folder(mode: number): string {
    const dir = mkdtempSync(join(tmpdir(), 'bellwether-embedded-'))
    chmodSync(dir, mode)
    dirs.push(dir)
    return dir
  }
  async function write(url: string, text: string): Promise<string[]> {
    const sql = postgres(url, { max: 1, onnotice: () => {} })
    await sql`create table if not exists notes (text text)`
    await sql`insert into notes values (${text})`
    const rows = await sql<{ text: string }[]>`select text from notes order by text`
    await sql.end()
    return rows.map((row) => row.text)
  }

  it('keeps its data from one start to the next', async () => {
    const dir = folder(0o755)
    server = await startEmbeddedPostgres(dir, { fsync: 'off' })
    await write(await server.database('kept'), 'first')
    await server.stop()
    server = await startEmbeddedPostgres(dir, { fsync: 'off' })
    expect(await write(await server.database('kept'), 'second')).toEqual(['first', 'second'])
  })

  it('is adopted while it runs, as after the process that started it was killed', async () => {
    const dir = folder(0o755)
    server = await startEmbeddedPostgres(dir, { fsync: 'off' })
    await write(await server.database('kept'), 'before')
    const again = await startEmbeddedPostgres(dir)
    expect([server.started, again.started]).toEqual([true, false])
    expect(await write(await again.database('kept'), 'later')).toEqual(['before', 'later'])
  })

  it('is shared by processes that start at the same time on an empty folder', async () => {
    const dir = folder(0o755)
    const started = await Promise.all([1, 2, 3].map(() => startEmbeddedPostgres(dir, { fsync: 'off' })))
    server = started[0]
    expect(started.filter((each) => each.started)).toHaveLength(1)
    const urls = await Promise.all(started.map((each) => each.database('shared')))
    expect(new Set(urls).size).toBe(1)
    expect(await write(urls[0] ?? '', 'together')).toEqual(['together'])
  })

  it.runIf(isRoot)('works as root in a folder that only root may enter, and says where the data went', async () => {
    const closed = folder(0o700)
    server = await startEmbeddedPostgres(join(closed, '.bellwether'), { fsync: 'off' })
    expect(server.movedTo).toBeTruthy()
    if (server.movedTo) dirs.push(server.movedTo)
    expect(await write(await server.database('kept'), 'here')).toEqual(['here'])
  })

  it.runIf(othersMayRead)('works as an ordinary user', () => {
    const dir = folder(0o777)
    const program = `
      import { startEmbeddedPostgres } from ${JSON.stringify(join(process.cwd(), 'src/db/embedded/cluster.ts'))}
      const server = await startEmbeddedPostgres(${JSON.stringify(dir)}, { fsync: 'off' })
      console.log((await server.database('mine')).split('/').at(-1), process.getuid())
      await server.stop()`
    const run = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
      ...nobody,
      encoding: 'utf8',
      env: { PATH: process.env.PATH, HOME: dir, TMPDIR: dir },
    })
    expect(run.stdout.trim(), run.stderr).toBe('mine 65534')
  })
})
