import { randomBytes } from 'node:crypto'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { FakeQdrant } from './fake-qdrant.ts'

export interface TestQdrant {
  readonly url: string
  readonly apiKey: string | undefined
  /** Collections of this test file only. */
  readonly collectionPrefix: string
}

let hasWarned = false

/**
 * A Qdrant to test on: the server at QDRANT_URL (QDRANT_API_KEY) when set, else a fake one that also checks every exchange against the
 * document at QDRANT_OPENAPI when that is set.
 */
export function useQdrant(): TestQdrant {
  const real = process.env.QDRANT_URL
  const openapi = process.env.QDRANT_OPENAPI
  const collectionPrefix = `test_${randomBytes(5).toString('hex')}`
  const fake = real ? undefined : new FakeQdrant({ openapi })
  if (fake && !openapi && !hasWarned) {
    hasWarned = true
    console.warn(
      '\n!! QDRANT_OPENAPI is not set: exchanges with the fake Qdrant are NOT checked against its document.\n',
    )
  }

  beforeAll(() => fake?.start())
  // A document violated is a driver that only works against the fake.
  afterEach(() => expect(fake?.violations.splice(0) ?? []).toEqual([]))
  afterAll(async () => {
    await fake?.stop()
    if (real) await dropCollections(real, collectionPrefix)
  })

  return {
    get url() {
      return real ?? fake!.url
    },
    apiKey: real ? process.env.QDRANT_API_KEY : undefined,
    collectionPrefix,
  }
}

async function dropCollections(url: string, prefix: string): Promise<void> {
  const headers = process.env.QDRANT_API_KEY ? { 'api-key': process.env.QDRANT_API_KEY } : undefined
  const init = headers ? { headers } : {}
  const list = (await (await fetch(`${url}/collections`, init)).json()) as {
    result: { collections: { name: string }[] }
  }
  for (const { name } of list.result.collections.filter((entry) => entry.name.startsWith(prefix))) {
    await fetch(`${url}/collections/${name}`, { ...init, method: 'DELETE' })
  }
}
