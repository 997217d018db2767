import { beforeEach, describe, expect, it } from 'vitest'
import { saveCredential } from '../../../src/credentials/index.ts'
import { useDatabase } from '../../support/database.ts'
import { minutes, start, testKeyring, useReading } from './reading.ts'

const database = useDatabase()
const reading = useReading(database)
const password = 'abcd-efgh-ijkl-mnop'

/** A server as com.atproto.server.createSession and refreshSession document it, whose tokens can be made to expire. */
function serveSessions() {
  const server = { access: '', refresh: '', issued: 0, asked: [] as string[] }
  const issue = () => {
    server.issued++
    Object.assign(server, { access: `access-${server.issued}`, refresh: `refresh-${server.issued}` })
    return { did: 'did:plc:ana', handle: 'ana.example', accessJwt: server.access, refreshJwt: server.refresh }
  }
  reading.serve('/xrpc/com.atproto.server.createSession', async (_url, request, response) => {
    server.asked.push('createSession')
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const given = JSON.parse(Buffer.concat(chunks).toString()) as { identifier: string; password: string }
    const isRight = given.identifier === 'ana.example' && given.password === password
    response.writeHead(isRight ? 200 : 401, { 'content-type': 'application/json' })
    response.end(
      JSON.stringify(isRight ? issue() : { error: 'AuthenticationRequired', message: `not ${given.password}` }),
    )
  })
  const refused = { error: 'ExpiredToken', message: 'Token has expired' }
  reading.serve('/xrpc/com.atproto.server.refreshSession', (_url, request, response) => {
    server.asked.push('refreshSession')
    if (request.headers.authorization === `Bearer ${server.refresh}`) return issue()
    return response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify(refused))
  })
  reading.serve('/xrpc/app.bsky.feed.searchPosts', (_url, request, response) => {
    server.asked.push('searchPosts')
    if (request.headers.authorization === `Bearer ${server.access}`) return { posts: [] }
    return response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify(refused))
  })
  return server
}

describe('a bluesky source with a credential', () => {
  const store = (secret: string, hosts = ['127.0.0.1']) =>
    saveCredential(database.db, testKeyring, { tenantId: 'main', name: 'bsky', secret, hosts, now: start })
  const add = () => reading.add('bluesky', { service: reading.url, search: 'ferry', credential: 'bsky' })
  beforeEach(async () => {
    testKeyring.sessions.clear()
    await store(`ana.example:${password}`)
  })

  it('signs in once, and searches with the session from then on', async () => {
    const server = serveSessions()
    const { id } = await add()
    for (const minute of [1, 10, 20])
      expect((await reading.check(id, minutes(minute))).source).toMatchObject({ lastError: null, status: 'ok' })
    expect(server.asked).toEqual(['createSession', 'searchPosts', 'searchPosts', 'searchPosts'])
  })

  it('renews a session that expired, and signs in again when it can no longer be renewed', async () => {
    const server = serveSessions()
    const { id } = await add()
    await reading.check(id, minutes(1))
    server.access = 'expired meanwhile'
    server.asked.length = 0
    expect((await reading.check(id, minutes(10))).source.lastError).toBeNull()
    expect(server.asked).toEqual(['searchPosts', 'refreshSession', 'searchPosts'])
    Object.assign(server, { access: 'revoked', refresh: 'revoked', asked: [] })
    expect((await reading.check(id, minutes(20))).source.lastError).toBeNull()
    expect(server.asked).toEqual(['searchPosts', 'refreshSession', 'createSession', 'searchPosts'])
  })

  it.each([
    ['ana.example:wrong-wrong', 'the credential bsky was refused (HTTP 401): handle or app password is wrong'],
    ['no-handle', 'the credential bsky must hold handle:app-password'],
  ])('says what is wrong with %s, but never the secret', async (secret, message) => {
    serveSessions()
    await store(secret)
    const { id } = await add()
    const { source } = await reading.check(id, minutes(1))
    expect(source).toMatchObject({ status: 'failing', lastError: message })
  })

  it('sends its password to no other host, and leaves a server alone that limits sign-ins', async () => {
    const server = serveSessions()
    await store(`ana.example:${password}`, ['bsky.social'])
    const { id } = await add()
    expect((await reading.check(id, minutes(1))).source.lastError).toMatch(/may not be sent to 127.0.0.1/)
    expect(server.asked).toEqual([])
    await store(`ana.example:${password}`)
    reading.serve('/xrpc/com.atproto.server.createSession', (_url, _request, response) =>
      response.writeHead(429, { 'retry-after': '7200' }).end(),
    )
    const { source } = await reading.check(id, minutes(10))
    expect(source.lastError).toBe('HTTP 429: it was asked too often')
    expect(Number(source.backoffUntil)).toBeGreaterThanOrEqual(Number(minutes(130)))
  })

  it('does not take its password to where a server redirects it', async () => {
    serveSessions()
    reading.serve('/xrpc/com.atproto.server.createSession', (_url, _request, response) =>
      response.writeHead(307, { location: '/elsewhere' }).end(),
    )
    const { id } = await add()
    expect((await reading.check(id, minutes(1))).source.lastError).toMatch(/it redirects a request/)
    expect(reading.asked.map(({ url }) => url.pathname)).not.toContain('/elsewhere')
  })
})
