import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { useDatabase } from '../support/database.ts'
import { type RunningBellwether, startBellwether, token } from '../support/running.ts'
import { until } from '../support/until.ts'
import { startWebServer } from '../support/web-server.ts'

const database = useDatabase()
const dataDir = mkdtempSync(join(tmpdir(), 'bellwether-secrets-'))
/** One of every kind that Bellwether is given; `basic` is how a password travels. */
const secrets = {
  admin: token,
  key: '5ec7e75ec7e75ec7e75ec7e75ec7e75ec7e75ec7e75ec7e75ec7e75ec7e75ec7',
  model: 'sk-hush-model-endpoint',
  header: 'hush-header-of-a-feed',
  password: 'hush-password-of-an-address',
  basic: Buffer.from('reader:hush-password-of-an-address').toString('base64'),
  query: 'hush-credential-in-a-query',
  app: 'hush-app-password',
  hook: 'hush-secret-of-a-webhook',
  alerts: 'hush-secret-of-alerts',
  slack: 'hush-path-of-a-channel',
  mail: 'hush-password-of-mail',
  mailBasic: Buffer.from('\0desk\0hush-password-of-mail').toString('base64'),
  mistyped: 'hush-in-a-bad-request',
}
let web: Awaited<ReturnType<typeof startWebServer>>
let running: RunningBellwether
let received = ''

beforeAll(async () => {
  // It fails every request and repeats to everybody what it was asked with.
  web = await startWebServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const asked = `${request.url} ${JSON.stringify(request.headers)} ${body}`
    received += `${asked}\n`
    response.writeHead(500, asked.slice(0, 60).replace(/[^\w /-]/g, ''), { 'content-type': 'application/json' })
    response.end(JSON.stringify({ error: { message: asked } }))
  })
  running = await startBellwether(dataDir, {
    DATABASE_URL: database.url,
    BELLWETHER_SAMPLE: 'false',
    BELLWETHER_LOG_LEVEL: 'trace',
    BELLWETHER_ALLOW_PRIVATE_NETWORK: 'true',
    BELLWETHER_SECRET_KEY: secrets.key,
    OPENAI_API_KEY: secrets.model,
    OPENAI_BASE_URL: `${web.url}/v1`,
    BELLWETHER_EMBEDDING_MODEL: 'model',
    BELLWETHER_EMBEDDING_DIMENSIONS: '64',
  })
}, 90_000)
afterAll(async () => {
  running?.signal('SIGTERM')
  await running?.ended()
  await web?.close()
  rmSync(dataDir, { recursive: true })
})

let answers = ''
async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${running.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  answers += `${method} ${path} ${response.status} ${JSON.stringify([...response.headers])} ${text}\n`
  return { status: response.status, text }
}

it('tells no secret in logs and answers, whatever fails', async () => {
  const host = '127.0.0.1'
  for (const [name, secret] of [
    ['query', secrets.query],
    ['app', `ana.example:${secrets.app}`],
    ['hook', secrets.hook],
  ])
    expect((await call('POST', '/api/v1/credentials', { name, secret, hosts: [host] })).status).toBe(201)
  await call('POST', '/api/v1/credentials', { name: 'no good name', secret: secrets.mistyped, hosts: 7 })
  const auth = { credential: 'query', as: 'query', name: 'key' }
  const sources = [
    { name: 'Header', url: `${web.url}/header`, config: { headers: { 'x-key': secrets.header } } },
    { name: 'Password', url: `${web.url}/password`.replace('//', `//reader:${secrets.password}@`) },
    { name: 'Query', connector: 'api', config: { url: `${web.url}/query`, auth } },
    { name: 'App', connector: 'bluesky', config: { service: web.url, search: 'x', credential: 'app' } },
    { name: 'Hook', connector: 'push', config: { credential: 'hook' } },
  ]
  const ids: string[] = []
  for (const source of sources) {
    if (source.connector !== 'push') expect((await call('POST', '/api/v1/sources/preview', source)).status).toBe(502)
    const added = await call('POST', '/api/v1/sources', source)
    expect(added.status).toBe(201)
    ids.push((JSON.parse(added.text) as { id: string }).id)
  }
  for (const id of ids.slice(0, 4)) await call('POST', `/api/v1/sources/${id}/check`)
  const signed = { 'webhook-id': 'm', 'webhook-timestamp': '1', 'webhook-signature': `v1,${secrets.hook}x` }
  expect((await call('POST', `/api/v1/ingest/webhooks/${ids[4]}`, '{}', signed)).status).toBe(401)

  const mail = { kind: 'email', smtp: web.url.replace('http://', `smtp://desk:${secrets.mail}@`), from: 'a@b.example' }
  const destinations = [
    { name: 'mail', settings: { ...mail, to: ['c@d.example'] } },
    { name: 'hook', settings: { kind: 'webhook', url: `${web.url}/alerts`, secret: secrets.alerts } },
    { name: 'slack', settings: { kind: 'slack', url: `${web.url}/${secrets.slack}` } },
  ]
  for (const destination of destinations) {
    expect((await call('POST', '/api/v1/alert-destinations', destination)).status).toBe(201)
    expect((await call('POST', `/api/v1/alert-destinations/${destination.name}/test`)).status).toBe(502)
  }
  await call('POST', '/api/v1/alert-destinations', { name: 'bad', settings: { kind: 'pager', url: secrets.mistyped } })

  const item = { external_id: '1', source: 'Desk', text: 'A ferry ran aground off the harbour of Dalen this morning.' }
  expect((await call('POST', '/api/v1/ingest', item)).status).toBe(202)
  await call('POST', '/api/v1/ingest', `{"secret": "${secrets.mistyped}", `)
  await call('GET', '/api/v1/items', undefined, { authorization: `Bearer ${secrets.admin}${secrets.mistyped}` })

  // Everything that can fail has failed, and was asked with its secret.
  await until('the sources to have failed', async () => {
    const rows = await database.sql`select name from sources where last_error is not null`
    return rows.length === 4 || undefined
  })
  await until('the model to have been asked', () => received.includes(secrets.model) || undefined, 60_000)
  for (const sent of ['model', 'header', 'basic', 'query', 'app', 'slack'] as const)
    expect(received, sent).toContain(secrets[sent])

  const paths = [
    ...['sources', 'credentials', 'alert-destinations', 'audit', 'connectors', 'alerts', 'items', 'queues', 'pipeline'],
    ...['pipeline/runs', 'pipeline/dead-letters', 'pipeline/dead-letters/causes'],
    ...ids.map((id) => `sources/${id}`),
  ]
  for (const path of paths) expect((await call('GET', `/api/v1/${path}`)).status, path).toBe(200)
  for (const path of ['/metrics', '/health', '/ready', '/admin/queues/api/queues?activeQueue=fetch-sources'])
    await call('GET', path)
  const told = [...Object.entries(secrets)].filter(
    ([, secret]) => answers.includes(secret) || running.output().includes(secret),
  )
  expect(told.map(([name]) => name)).toEqual([])
}, 120_000)
