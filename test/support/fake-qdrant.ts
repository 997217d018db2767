import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { FakeCollection, type Filter, Refusal } from './fake-qdrant-collection.ts'
import { type OpenApiContract, openApiContract } from './openapi-contract.ts'

interface Answer {
  status: number
  body: unknown
  headers?: Record<string, string>
}

/** Answers given instead of the real one, `times` times, to requests whose path matches. */
export interface Fault {
  path: RegExp
  status: number
  times: number
  headers?: Record<string, string>
}

/**
 * A Qdrant server of its own on a free port: the REST endpoints the driver uses, over points it really stores and searches. With
 * a contract, every request and response is also checked against Qdrant's OpenAPI document; see `violations`.
 */
export class FakeQdrant {
  readonly collections = new Map<string, FakeCollection>()
  readonly faults: Fault[] = []
  readonly requests: string[] = []
  readonly violations: string[] = []
  private readonly apiKey: string | undefined
  private readonly contract: OpenApiContract | undefined
  private server: Server | undefined

  constructor(options: { openapi?: string | undefined; apiKey?: string } = {}) {
    this.apiKey = options.apiKey
    this.contract = options.openapi ? openApiContract(options.openapi) : undefined
  }

  get url(): string {
    const address = this.server?.address() as AddressInfo | null | undefined
    if (!address) throw new Error('The fake Qdrant is not listening')
    return `http://127.0.0.1:${address.port}`
  }

  async start(port = 0): Promise<void> {
    const server = createServer((request, response) => void this.serve(request, response))
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
    this.server = server
  }

  async stop(): Promise<void> {
    const server = this.server
    this.server = undefined
    server?.closeAllConnections()
    await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)))
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const method = request.method ?? 'GET'
    const url = request.url ?? '/'
    this.requests.push(`${method} ${url}`)
    const text = await read(request)
    const requestBody = text === '' ? undefined : (JSON.parse(text) as unknown)
    const { status, body, headers } = this.faultFor(url) ?? this.answer(request, requestBody)
    if (this.contract) {
      this.violations.push(...this.contract.violations({ method, url, requestBody, status, responseBody: body }))
    }
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
  }

  private faultFor(url: string): Answer | undefined {
    const fault = this.faults.find(({ path, times }) => times > 0 && path.test(url))
    if (!fault) return undefined
    fault.times--
    return { ...failure(fault.status, 'injected'), ...(fault.headers ? { headers: fault.headers } : {}) }
  }

  private answer(request: IncomingMessage, body: unknown): Answer {
    const url = new URL(request.url ?? '/', 'http://server')
    if (url.pathname === '/') return { status: 200, body: { title: 'fake qdrant', version: '1.18.0' } }
    if (this.apiKey && request.headers['api-key'] !== this.apiKey) return failure(401, 'Must provide an API key')
    try {
      const result = this.route(`${request.method} ${url.pathname}`, (body ?? {}) as Body, url.searchParams)
      return { status: 200, body: { result, status: 'ok', time: 0.001, usage: null } }
    } catch (error) {
      if (error instanceof Refusal) return failure(error.status, error.message)
      return failure(500, String(error))
    }
  }

  private route(call: string, body: Body, query: URLSearchParams): unknown {
    const parts = /^(\w+) \/collections\/([^/]+)(.*)$/.exec(call)
    if (!parts) throw new Refusal(404, `No route ${call}`)
    const name = decodeURIComponent(parts[2]!)
    const action = `${parts[1]} ${parts[3]}`
    if (action === 'GET /exists') return { exists: this.collections.has(name) }
    if (action === 'PUT ') return this.create(name, body)
    if (action === 'DELETE ') return this.collections.delete(name)
    const collection = this.collections.get(name)
    if (!collection) throw new Refusal(404, `Not found: Collection \`${name}\` doesn't exist!`)
    const written = (operation_id: number) => ({
      operation_id,
      status: query.get('wait') === 'true' ? 'completed' : 'acknowledged',
    })
    switch (action) {
      case 'GET ':
        return describe(collection)
      case 'PUT /index':
        return written(collection.createIndex(body.field_name!, body.field_schema))
      case 'PUT /points':
        return written(collection.upsert(body.points as never))
      case 'POST /points/delete':
        return written(collection.delete(body.points as never))
      case 'POST /points/count':
        return { count: collection.matching(body.filter).length }
      case 'POST /points/query':
        return { points: search(collection, body) }
      default:
        throw new Refusal(404, `No route ${call}`)
    }
  }

  private create(name: string, body: Body): boolean {
    if (this.collections.has(name)) throw new Refusal(409, `Wrong input: Collection \`${name}\` already exists!`)
    this.collections.set(name, new FakeCollection(body.vectors))
    return true
  }
}

interface Body {
  vectors?: { size?: unknown; distance?: unknown }
  field_name?: string
  field_schema?: unknown
  points?: unknown[]
  query?: number[]
  filter?: Filter
  limit?: number
  score_threshold?: number
  with_payload?: string[] | boolean
}

function search(collection: FakeCollection, body: Body): unknown[] {
  const { score_threshold = -2, limit = 10, with_payload = false } = body
  return collection
    .query(body.query ?? [], body.filter)
    .filter(({ score }) => score >= score_threshold)
    .slice(0, limit)
    .map(({ point: { id, version, payload }, score }) => ({
      id,
      version,
      score,
      payload: chosen(payload, with_payload),
    }))
}

function chosen(payload: Record<string, unknown>, fields: string[] | boolean): Record<string, unknown> | null {
  if (typeof fields === 'boolean') return fields ? payload : null
  return Object.fromEntries(Object.entries(payload).filter(([key]) => fields.includes(key)))
}

function describe(collection: FakeCollection): unknown {
  const typeOf = (schema: unknown) => (typeof schema === 'string' ? schema : (schema as { type: string }).type)
  return {
    status: 'green',
    optimizer_status: 'ok',
    points_count: collection.points.size,
    segments_count: 1,
    config: {
      params: { vectors: { size: collection.size, distance: 'Cosine' }, shard_number: 1, on_disk_payload: true },
      hnsw_config: { m: 16, ef_construct: 100, full_scan_threshold: 10_000 },
      optimizer_config: { default_segment_number: 0, flush_interval_sec: 5 },
    },
    payload_schema: Object.fromEntries(
      [...collection.indexes].map(([field, schema]) => [
        field,
        { data_type: typeOf(schema), points: collection.points.size },
      ]),
    ),
  }
}

const failure = (status: number, error: string): Answer => ({ status, body: { status: { error }, time: 0.001 } })

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}
