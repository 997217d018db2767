import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { type OperationId, type Route, routes } from '../../src/http/contract.ts'
import { useDatabase } from '../support/database.ts'
import { useApp } from './app.ts'

interface Operation {
  operationId: string
  parameters?: { name: string; in: string; required?: boolean }[]
  requestBody?: { content: Record<string, { schema: object }> }
  responses: Record<string, { content?: Record<string, { schema: object }> }>
}
interface Document {
  openapi: string
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, object>; securitySchemes: Record<string, object> }
  security: object[]
}

const database = useDatabase()
const app = useApp(database)
const load = async () => (await (await app.call('GET', '/api/v1/openapi.json')).json()) as Document

describe('the OpenAPI document', () => {
  it('lists every route of the contract and no other, with what it takes and answers', async () => {
    const document = await load()
    expect(document.openapi).toBe('3.1.0')
    const listed = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => `${operation.operationId} ${method} ${path}`),
    )
    const expected = (Object.entries(routes) as [OperationId, Route][]).map(
      ([id, route]) => `${id} ${route.method} /api/v1${route.path.replace(/:(\w+)/g, '{$1}')}`,
    )
    expect(listed.sort()).toEqual(expected.sort())
    for (const [id, route] of Object.entries(routes) as [OperationId, Route][]) {
      const operation = document.paths[`/api/v1${route.path.replace(/:(\w+)/g, '{$1}')}`]?.[route.method]
      const inPath = operation?.parameters?.filter((parameter) => parameter.in === 'path').map(({ name }) => name)
      expect(inPath ?? [], id).toEqual([...route.path.matchAll(/:(\w+)/g)].map((match) => match[1]))
      expect(operation?.responses[route.status]?.content?.[route.responseType ?? 'application/json'], id).toBeDefined()
      expect(operation?.responses[401]?.content?.['application/problem+json'], id).toBeDefined()
      expect(operation?.requestBody !== undefined, id).toBe(route.body !== undefined)
    }
    expect(document.security).toEqual([{ apiKey: [] }, { browser: [] }])
  })

  it('is made of valid JSON Schemas whose references all lead somewhere', async () => {
    const document = await load()
    const ajv = new Ajv2020({ strict: false, validateFormats: false })
    ajv.addSchema({ $id: 'document', ...document })
    for (const name of Object.keys(document.components.schemas))
      expect(() => ajv.compile({ $ref: `document#/components/schemas/${name}` }), name).not.toThrow()
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)]
    expect(references.length).toBeGreaterThan(20)
    for (const [, name] of references) expect(document.components.schemas).toHaveProperty(name!)
  })

  it('describes the ingest request as it is accepted', async () => {
    const document = await load()
    const ajv = new Ajv2020({ strict: false, validateFormats: false })
    ajv.addSchema({ $id: 'document', ...document })
    const validate = ajv.compile({ $ref: 'document#/components/schemas/IngestItem' })
    expect(validate({ external_id: '1', source: 'Wire', text: 'Words', timestamp: '2025-04-18T12:00:00Z' })).toBe(true)
    expect(validate({ external_id: '1', source: 'Wire' })).toBe(false)
    expect(validate({ external_id: '1', source: 'Wire', text: 'Words', colour: 'red' })).toBe(false)
  })
})

describe('docs/api.md', () => {
  it('names every route', () => {
    const text = readFileSync(new URL('../../docs/api.md', import.meta.url), 'utf8')
    for (const route of Object.values(routes) as Route[])
      expect(text).toContain(`${route.method.toUpperCase()} /api/v1${route.path}`)
  })
})
