import { readFileSync } from 'node:fs'
import { Ajv, type ValidateFunction } from 'ajv'

type Json = Record<string, unknown>

interface Operation {
  parameters?: { name: string; in: string; required?: boolean; schema: Json }[]
  requestBody?: { content: Record<string, { schema: Json }> }
  responses: Record<string, { content?: Record<string, { schema: Json }> }>
}

export interface Exchange {
  method: string
  /** Path and query as sent. */
  url: string
  requestBody: unknown
  status: number
  responseBody: unknown
}

const anyNumber = { type: 'number' as const, validate: () => true }
const formats = {
  // Ranges follow from JavaScript's numbers and the document's own minimum and maximum.
  ...Object.fromEntries(
    ['float', 'double', 'uint', 'uint8', 'uint32', 'uint64', 'int64'].map((name) => [name, anyNumber]),
  ),
  uuid: /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i,
  'partial-date-time': /^\d{4}-/,
  binary: true as const,
  'date-time': /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/,
  uri: (text: string) => URL.canParse(text),
}

/**
 * Checks HTTP exchanges against an OpenAPI 3.0 document: path, query parameters, request and response body. Stricter than the
 * document: a property it does not name is a violation, because a server would silently ignore a misspelt one.
 */
export class OpenApiContract {
  private readonly ajv = new Ajv({ strict: false, allErrors: true, formats, validateFormats: true })
  private readonly paths: { pattern: RegExp; template: string; operations: Record<string, Operation> }[]
  private readonly compiled = new Map<string, ValidateFunction>()

  constructor(file: string) {
    const document = JSON.parse(readFileSync(file, 'utf8')) as {
      paths: Record<string, Record<string, Operation>>
      components: { schemas: Json }
    }
    this.ajv.addSchema({ $id: 'openapi', definitions: translate(document.components.schemas) })
    this.paths = Object.entries(document.paths).map(([template, operations]) => ({
      template,
      operations,
      pattern: new RegExp(`^${template.replace(/\{[^}]+\}/g, '[^/]+')}$`),
    }))
    // `/points/query` before `/points/{id}`.
    this.paths.sort((a, b) => a.template.split('{').length - b.template.split('{').length)
  }

  /** Everything in which the exchange departs from the document; empty when it conforms. */
  violations(exchange: Exchange): string[] {
    const url = new URL(exchange.url, 'http://server')
    const where = `${exchange.method} ${url.pathname}`
    const path = this.paths.find(({ pattern }) => pattern.test(url.pathname))
    const operation = path?.operations[exchange.method.toLowerCase()]
    if (!path || !operation) return [`${where}: not in the document`]
    const name = `${exchange.method} ${path.template}`
    const body = operation.requestBody?.content['application/json']?.schema
    const answer = operation.responses[exchange.status] ?? operation.responses[`${String(exchange.status)[0]}XX`]
    const found = [
      ...this.queryViolations(name, operation, url.searchParams),
      ...(body ? this.check(`${name} request`, body, exchange.requestBody) : []),
    ]
    if (!body && exchange.requestBody !== undefined) found.push(`${name}: a body the document does not know`)
    const answerSchema = (answer ?? operation.responses.default)?.content?.['application/json']?.schema
    if (answerSchema) found.push(...this.check(`${name} ${exchange.status}`, answerSchema, exchange.responseBody))
    return found
  }

  private queryViolations(name: string, operation: Operation, query: URLSearchParams): string[] {
    const known = new Map((operation.parameters ?? []).filter((p) => p.in === 'query').map((p) => [p.name, p]))
    return [...query].flatMap(([key, text]) => {
      const parameter = known.get(key)
      if (!parameter) return [`${name}: unknown query parameter ${key}`]
      const value = /^(?:true|false|\d+)$/.test(text) ? JSON.parse(text) : text
      return this.check(`${name} ?${key}`, parameter.schema, value)
    })
  }

  private check(key: string, schema: Json, value: unknown): string[] {
    let validate = this.compiled.get(key)
    if (!validate) {
      validate = this.ajv.compile(translate(schema) as Json)
      this.compiled.set(key, validate)
    }
    if (validate(value)) return []
    return [`${key}: ${this.ajv.errorsText(validate.errors, { dataVar: 'body' })}`]
  }
}

const opened = new Map<string, OpenApiContract>()

/** The contract in `file`, read and compiled once per process. */
export function openApiContract(file: string): OpenApiContract {
  const contract = opened.get(file) ?? new OpenApiContract(file)
  opened.set(file, contract)
  return contract
}

/** OpenAPI 3.0's dialect as JSON Schema draft 7: `nullable`, references, and objects closed to unnamed properties. */
function translate(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(translate)
  if (typeof node !== 'object' || node === null) return node
  const { nullable, example: _example, discriminator: _discriminator, ...rest } = node as Json
  if (typeof rest.$ref === 'string') rest.$ref = rest.$ref.replace('#/components/schemas/', 'openapi#/definitions/')
  const schema: Json = {}
  for (const [key, value] of Object.entries(rest)) {
    // Names of properties are not keywords.
    schema[key] = key === 'properties' ? mapValues(value as Json, translate) : translate(value)
  }
  if (schema.properties && schema.type === 'object' && !('additionalProperties' in schema)) {
    schema.additionalProperties = false
  }
  if (nullable !== true) return schema
  return Object.keys(schema).length === 0 ? { type: 'null' } : { anyOf: [schema, { type: 'null' }] }
}

const mapValues = (object: Json, change: (value: unknown) => unknown): Json =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]))
