import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { answeredWithin, settledWithin, UnavailableError } from '../../src/http/unavailable.ts'

describe('waiting for work', () => {
  const answer = { rows: 7 }
  const late = () => pause(2_000, answer, { ref: false })

  it('hands on an answer or a failure that comes in time', async () => {
    expect(await answeredWithin(1_000, 'The queue', Promise.resolve(answer))).toBe(answer)
    expect(await settledWithin(1_000, Promise.resolve(answer))).toBe(answer)
    const broken = () => Promise.reject(new Error('broken'))
    await expect(answeredWithin(1_000, 'The queue', broken())).rejects.toThrow('broken')
    await expect(settledWithin(1_000, broken())).rejects.toThrow('broken')
  })

  it('gives up on an answer that is needed, and lets work go on that is not', async () => {
    await expect(answeredWithin(20, 'The queue', late())).rejects.toThrow(UnavailableError)
    expect(await settledWithin(20, late())).toBeUndefined()
  })

  it('is not ended by work that fails after nobody waits for it', async () => {
    const failing = pause(60).then(() => Promise.reject(new Error('too late to matter')))
    expect(await settledWithin(20, failing)).toBeUndefined()
    await expect(answeredWithin(20, 'The queue', failing)).rejects.toThrow(UnavailableError)
    await expect(failing).rejects.toThrow('too late to matter')
  })
})
