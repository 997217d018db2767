import { describe, expect, it } from 'vitest'
import { HostBusyError, TurnError, Turns } from '../../../src/sources/http/turns.ts'
import { useDatabase } from '../../support/database.ts'

const database = useDatabase()

describe('turns at a host', () => {
  it('are had by one at a time, with the pause between them, whoever asks', async () => {
    const turns = [new Turns(database.db), new Turns(database.db)]
    const spans: [number, number][] = []
    await Promise.all(
      Array.from({ length: 6 }, async (_, i) => {
        const turn = await turns[i % 2]!.take('one.example')
        const from = performance.now()
        await new Promise((resolve) => setImmediate(resolve))
        spans.push([from, performance.now()])
        await turn.end(40)
      }),
    )
    spans.sort(([a], [b]) => a - b)
    for (const [i, [from]] of spans.slice(1).entries()) expect(from - spans[i]![1]).toBeGreaterThanOrEqual(35)
  })

  it('of other hosts are free, those of a dead holder after its lease', async () => {
    const turns = new Turns(database.db, { leaseMs: 300, patienceMs: 2_000 })
    await turns.take('dead.example')
    const startedAt = performance.now()
    await (await turns.take('other.example')).end(0)
    expect(performance.now() - startedAt).toBeLessThan(200)
    await turns.take('dead.example')
    expect(performance.now() - startedAt).toBeGreaterThan(200)
  })

  it('that do not come in time are said to be busy, with the wait; a reset ends it', async () => {
    const turns = new Turns(database.db, { leaseMs: 1_000, patienceMs: 200 })
    await (await turns.take('shy.example')).end(3_600_000)
    const refused = await turns.take('shy.example').catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(HostBusyError)
    expect((refused as HostBusyError).retryAfterMs).toBeGreaterThan(3_500_000)
    await turns.forget('shy.example')
    await (await turns.take('shy.example')).end(0)
  })

  it('a late holder does not end the turn of the one after it', async () => {
    const turns = new Turns(database.db, { leaseMs: 50, patienceMs: 1_000 })
    const late = await turns.take('late.example')
    const next = new Turns(database.db, { leaseMs: 5_000, patienceMs: 1_000 })
    await next.take('late.example')
    await late.end(0)
    await expect(turns.take('late.example')).rejects.toThrow(HostBusyError)
  })

  it('a database that fails is not the host’s fault', async () => {
    const broken = { execute: () => Promise.reject(new Error('away')) } as never
    await expect(new Turns(broken).take('x.example')).rejects.toThrow(TurnError)
  })
})
