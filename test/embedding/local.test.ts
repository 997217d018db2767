import { ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { createLocalEmbedder } from '../../src/embedding/index.ts'
import { PermanentError, SourceError } from '../../src/errors.ts'

const embedder = createLocalEmbedder()
afterAll(() => embedder.close())

const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0)

describe('the local model', () => {
  test('puts texts that mean the same nearer to each other than others', async () => {
    const [rates, hike, flood] = await embedder.embed([
      'The central bank raised interest rates by a quarter point.',
      'Monetary policy was tightened as borrowing costs went up.',
      'Heavy rain flooded the old town and closed two bridges.',
    ])
    expect(rates).toHaveLength(embedder.dimensions)
    expect(dot(rates!, rates!)).toBeCloseTo(1, 5)
    expect(dot(rates!, hike!)).toBeGreaterThan(dot(rates!, flood!) + 0.2)
  })

  test('gives the same vector for the same text, alone or among others', async () => {
    const text = 'Ferry services resumed on Monday.'
    const [alone] = await embedder.embed([text])
    const among = await embedder.embed(['Something else entirely.', text, 'And more.'])
    expect(among[1]).toEqual(alone)
  })

  test('takes broken characters and text far beyond its limit', async () => {
    const vectors = await embedder.embed(['\ud800 half a character', '\u0000', 'word '.repeat(3_000)])
    expect(vectors).toHaveLength(3)
    for (const vector of vectors) expect(dot(vector, vector)).toBeCloseTo(1, 5)
  })

  test('refuses empty text', async () => {
    await expect(embedder.embed(['  '])).rejects.toThrow(PermanentError)
  })

  test('leaves the process free for other work while it runs', async () => {
    let turns = 0
    const timer = setInterval(() => turns++, 5)
    await embedder.embed(Array.from({ length: 6 }, (_, i) => `Parliament debated bill number ${i} until midnight.`))
    clearInterval(timer)
    expect(turns).toBeGreaterThan(5)
  })

  test('lets a waiting person go ahead of a batch', async () => {
    const order: string[] = []
    const batch = embedder
      .embed(Array.from({ length: 12 }, (_, i) => `Shipment ${i} left the harbour.`))
      .then(() => order.push('batch'))
    const query = embedder.embed(['harbour'], { urgent: true }).then(() => order.push('query'))
    await Promise.all([batch, query])
    expect(order).toEqual(['query', 'batch'])
  })

  test('stops a batch when its run is aborted', async () => {
    const stopping = new AbortController()
    const batch = embedder.embed(
      Array.from({ length: 200 }, (_, i) => `Report ${i}`),
      { signal: stopping.signal },
    )
    stopping.abort(new Error('stopping'))
    await expect(batch).rejects.toThrow('stopping')
    await expect(embedder.embed(['still there'])).resolves.toHaveLength(1)
  })
})

test('ends its process when idle and starts another when needed', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const terminate = vi.spyOn(ChildProcess.prototype, 'kill')
  const resting = createLocalEmbedder({ idleMs: 60_000 })
  try {
    await resting.embed(['first'])
    vi.advanceTimersByTime(59_000)
    expect(terminate).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1_000)
    expect(terminate).toHaveBeenCalledOnce()
    await expect(resting.embed(['second'])).resolves.toHaveLength(1)
  } finally {
    vi.useRealTimers()
    terminate.mockRestore()
    await resting.close()
  }
})

test('a closed embedder fails what is waiting, and refuses more', async () => {
  const closing = createLocalEmbedder()
  const waiting = closing.embed(['one', 'two', 'three'])
  const failed = expect(waiting).rejects.toThrow(SourceError)
  await closing.close()
  await failed
  await expect(closing.embed(['four'])).rejects.toThrow(SourceError)
})

test('works under tsx as the program does, and does not keep the process from ending', async () => {
  const script = `
    const { createLocalEmbedder } = await import('./src/embedding/index.ts')
    const [vector] = await createLocalEmbedder().embed(['hello'])
    console.log(vector.length)`
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.on('data', (chunk) => {
    output += chunk
  })
  const [code] = await once(child, 'exit')
  expect({ code, output: output.trim() }).toEqual({ code: 0, output: '384' })
})
