import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createOpenAiEmbedder, type EmbeddingUsage, embedEach } from '../../src/embedding/index.ts'
import { PermanentError, SourceError } from '../../src/errors.ts'
import { bagOfWords, type EmbeddingRequest, FakeOpenAi } from '../support/fake-openai.ts'

const dimensions = 64
const endpoint = new FakeOpenAi(dimensions)
beforeAll(() => endpoint.start())
afterAll(() => endpoint.stop())
beforeEach(() => {
  endpoint.behave = undefined
  endpoint.requests.length = 0
})

const open = (options: Partial<Parameters<typeof createOpenAiEmbedder>[0]> = {}) =>
  createOpenAiEmbedder({ apiKey: 'k', baseUrl: endpoint.baseUrl, model: 'm', dimensions, maxRetries: 0, ...options })

const refusing =
  (word: string, status = 400) =>
  (request: EmbeddingRequest) =>
    request.input.some((text) => text.includes(word))
      ? { status, body: { error: { message: `no ${word}`, type: 'invalid_request_error' } } }
      : undefined

test('vectors come in the order of the texts, at unit length', async () => {
  const texts = ['one two', 'three', 'four four five']
  const vectors = await open().embed(texts)
  for (const [i, vector] of vectors.entries()) {
    const expected = bagOfWords(texts[i]!, dimensions)
    const length = Math.hypot(...expected)
    expect([...vector]).toEqual(expected.map((value) => Math.fround(value / length)))
  }
})

test('texts are sent in batches, and what each cost is reported', async () => {
  const usage: EmbeddingUsage[] = []
  const texts = Array.from({ length: 5 }, (_, i) => `text ${i}`)
  const vectors = await open({ batchSize: 2 }).embed(texts, { onUsage: (entry) => usage.push(entry) })
  expect(vectors).toHaveLength(5)
  expect(endpoint.requests.map((request) => request.input.length)).toEqual([2, 2, 1])
  expect(usage).toEqual([4, 4, 2].map((tokens) => ({ model: 'm', requests: 1, tokens })))
})

test('dimensions are asked for only when that is configured', async () => {
  await open().embed(['a'])
  await open({ requestDimensions: true, dimensions: 16 }).embed(['a'])
  expect(endpoint.requests.map((request) => request.dimensions)).toEqual([undefined, 16])
})

describe('failures', () => {
  test('a busy endpoint is asked again', async () => {
    let calls = 0
    endpoint.behave = () =>
      calls++ === 0
        ? { status: 429, headers: { 'retry-after-ms': '5' }, body: { error: { message: 'slow down' } } }
        : undefined
    await expect(open({ maxRetries: 2 }).embed(['a'])).resolves.toHaveLength(1)
    expect(calls).toBe(2)
  })

  test('an endpoint that asks for a longer wait than a run may take is not waited for', async () => {
    for (const asked of ['86400', new Date(Date.now() + 86_400_000).toUTCString()]) {
      endpoint.requests.length = 0
      endpoint.behave = () => ({
        status: 429,
        headers: { 'retry-after': asked },
        body: { error: { message: 'later' } },
      })
      await expect(open({ maxRetries: 2 }).embed(['a'])).rejects.toThrow(SourceError)
      expect(endpoint.requests).toHaveLength(1)
    }
  })

  test.each([401, 403, 404, 429, 500])('status %i is nobody’s text: SourceError', async (status) => {
    endpoint.behave = () => ({ status, headers: { 'retry-after': '3' }, body: { error: { message: 'no' } } })
    await expect(open().embed(['a'])).rejects.toMatchObject({ name: 'SourceError', retryAfterMs: 3_000 })
  })

  test('an endpoint that is away is a SourceError', async () => {
    await expect(open({ baseUrl: 'http://127.0.0.1:1/v1' }).embed(['a'])).rejects.toThrow(SourceError)
  })

  test('a refused text is a PermanentError', async () => {
    endpoint.behave = refusing('poison')
    await expect(open().embed(['poison'])).rejects.toThrow(PermanentError)
  })

  test.each([
    ['too few vectors', (n: number) => n - 1, dimensions],
    ['vectors of another size', (n: number) => n, dimensions - 1],
  ])('%s are a SourceError', async (_, count, size) => {
    endpoint.behave = ({ input, model }) => ({
      status: 200,
      body: {
        object: 'list',
        model,
        data: input.slice(0, count(input.length)).map((text, index) => ({ index, embedding: bagOfWords(text, size) })),
      },
    })
    await expect(open().embed(['a', 'b'])).rejects.toThrow(SourceError)
  })

  test('an abort ends the call with its reason', async () => {
    const stopping = new AbortController()
    stopping.abort(new Error('stopping'))
    await expect(open().embed(['a'], { signal: stopping.signal })).rejects.toThrow('stopping')
  })
})

describe('embedding each text', () => {
  test('one refused text fails alone, with the reason', async () => {
    endpoint.behave = refusing('poison')
    const texts = Array.from({ length: 9 }, (_, i) => (i === 4 ? 'poison' : `text ${i}`))
    const outcomes = await embedEach(open(), texts)
    expect(outcomes.map((outcome) => 'vector' in outcome)).toEqual(texts.map((text) => text !== 'poison'))
    expect(outcomes[4]).toEqual({ error: expect.stringContaining('no poison') })
  })

  test('an endpoint that refuses everything blames no text', async () => {
    endpoint.behave = () => ({ status: 400, body: { error: { message: 'unknown model' } } })
    await expect(embedEach(open(), ['a', 'b'])).rejects.toThrow(SourceError)
    expect(endpoint.requests.length).toBeLessThanOrEqual(2)
  })

  test('an endpoint that goes away half-way blames no text', async () => {
    let calls = 0
    endpoint.behave = (request) =>
      calls++ > 1 ? { status: 503, body: { error: { message: 'away' } } } : refusing('poison')(request)
    await expect(embedEach(open(), ['a', 'poison', 'b', 'c'])).rejects.toThrow(SourceError)
  })
})
