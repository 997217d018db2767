import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { items } from '../../src/db/schema/index.ts'
import { useDatabase } from '../support/database.ts'
import { hoursAgo, useWorkspace, wire } from './workspace.ts'

const database = useDatabase()

describe('links between copies', () => {
  const workspace = useWorkspace(database)
  const { save, stored, run } = workspace

  it('links copies across outlets to the earliest arrival', async () => {
    await save([{ externalId: 'a', title: 'Norland raises rates', text: wire, publishedAt: hoursAgo(5) }])
    await save(
      [
        { externalId: 'b', title: 'NORLAND raises rates!', text: `<p>${wire}</p>`, publishedAt: hoursAgo(4) },
        {
          externalId: 'c',
          title: 'Norland raises rates',
          text: wire.replace('on Tuesday', 'late on Tuesday'),
          publishedAt: hoursAgo(3),
        },
        {
          externalId: 'd',
          title: 'Norland raises rates',
          text: wire.replace('half', '0.75'),
          publishedAt: hoursAgo(3),
        },
        {
          externalId: 'e',
          title: 'Something else altogether',
          text: 'Floods hit the south of the country on Monday.',
          publishedAt: hoursAgo(3),
        },
        { externalId: 'f', title: 'Norland raises rates', text: wire, publishedAt: hoursAgo(24 * 30) },
      ],
      workspace.other,
    )
    expect(await run()).toMatchObject({ classified: 6, exact: 1, near: 1 })
    const [a, ...rest] = await stored()
    expect(
      rest.map((row) => [row.externalId, row.duplicateOf === a?.id ? 'a' : row.duplicateOf, row.duplicateKind]),
    ).toEqual([
      ['b', 'a', 'exact'],
      ['c', 'a', 'near'],
      ['d', null, null],
      ['e', null, null],
      ['f', null, null],
    ])
  })

  it('links the same copies whatever the batches and their order', async () => {
    const entries = Array.from({ length: 30 }, (_, i) => ({
      externalId: String(i),
      title: `Report number ${i % 5 === 0 ? 'one' : 'two'} of the day`,
      text:
        i % 3 === 0
          ? wire
          : i % 3 === 1
            ? `${wire} Update follows.`
            : `Nothing in common with item ${'x'.repeat(i)} at all here`,
      publishedAt: hoursAgo(i),
    }))
    await save(entries)
    const links = async () => (await stored()).map((row) => [row.seq, row.duplicateOf, row.duplicateKind])
    const ids = (await stored()).map((row) => row.id)
    await run()
    const atOnce = await links()
    expect(atOnce.filter(([, of]) => of !== null).length).toBeGreaterThan(15)
    for (const order of [[...ids].reverse(), ids.filter((_, i) => i % 2).concat(ids.filter((_, i) => i % 2 === 0))]) {
      await database.db
        .update(items)
        .set({ processingStatus: 'pending', duplicateOf: null, duplicateKind: null, fingerprints: [] })
        .where(eq(items.tenantId, workspace.tenantId))
      for (let i = 0; i < order.length; i += 7) await run(order.slice(i, i + 7))
      expect(await links()).toEqual(atOnce)
    }
  })

  it('links the same copies whatever the order of edits', async () => {
    const entry = (externalId: string, text: string, hours: number) => ({
      externalId,
      title: 'Norland raises rates',
      text,
      publishedAt: hoursAgo(hours),
    })
    const another = `${wire.replaceAll('central', 'national').replace('half a', 'a full')} Traders had not expected it, and the krone fell.`
    const told = [entry('a', wire, 5), entry('b', wire, 4), entry('c', wire, 3)]
    const edited = [entry('a', another, 5), entry('b', another, 4)]
    const links = async () => (await stored()).map((row) => [row.externalId, row.duplicateOf, row.duplicateKind])
    const outcomes: unknown[] = []
    for (const edits of [[edited], [[edited[0]!], [edited[1]!]], [[edited[1]!], [edited[0]!]]]) {
      await save(told)
      await run()
      const [a] = await stored()
      expect((await links()).map(([, of]) => of)).toEqual([null, a?.id, a?.id])
      for (const entries of edits) {
        await save(entries)
        await run()
      }
      outcomes.push((await stored()).map((row) => [row.externalId, row.duplicateOf === a?.id, row.duplicateKind]))
    }
    // c repeats what neither says any more
    expect(outcomes[0]).toEqual([
      ['a', false, null],
      ['b', true, 'exact'],
      ['c', false, null],
    ])
    expect(outcomes).toEqual([outcomes[0], outcomes[0], outcomes[0]])
  })
})
