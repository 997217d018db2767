import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Exchange, OpenApiContract } from './openapi-contract.ts'

const document = {
  openapi: '3.0.1',
  paths: {
    '/boxes/{name}': {
      put: {
        parameters: [{ name: 'wait', in: 'query', schema: { type: 'boolean' } }],
        requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Box' } } } },
        responses: {
          200: {
            content: { 'application/json': { schema: { type: 'object', properties: { ok: { type: 'boolean' } } } } },
          },
        },
      },
    },
  },
  components: {
    schemas: {
      Box: {
        type: 'object',
        required: ['id'],
        properties: {
          id: { type: 'string', format: 'uuid' },
          lid: { anyOf: [{ type: 'object', properties: { size: { type: 'integer' } } }, { nullable: true }] },
          colour: { type: 'string', nullable: true },
        },
      },
    },
  },
}
const id = '0198c0de-0000-7000-8000-000000000001'

describe('an exchange', () => {
  let contract: OpenApiContract
  const dir = mkdtempSync(join(tmpdir(), 'contract-'))
  beforeAll(() => {
    writeFileSync(join(dir, 'openapi.json'), JSON.stringify(document))
    contract = new OpenApiContract(join(dir, 'openapi.json'))
  })
  afterAll(() => rmSync(dir, { recursive: true }))

  const violations = (change: Partial<Exchange>) =>
    contract.violations({
      method: 'PUT',
      url: '/boxes/a?wait=true',
      requestBody: { id },
      status: 200,
      responseBody: { ok: true },
      ...change,
    })

  test('that conforms has no violations', () => {
    expect(violations({})).toEqual([])
    expect(violations({ requestBody: { id, lid: null, colour: null } })).toEqual([])
    expect(violations({ requestBody: { id, lid: { size: 1 }, colour: 'red' } })).toEqual([])
  })

  test.each([
    ['an unknown path', { url: '/crates/a' }],
    ['an unknown query parameter', { url: '/boxes/a?wiat=true' }],
    ['a query parameter of the wrong type', { url: '/boxes/a?wait=maybe' }],
    ['a missing field', { requestBody: {} }],
    ['a malformed id', { requestBody: { id: 'x' } }],
    ['a misspelt field', { requestBody: { id, color: 'red' } }],
    ['a misspelt field further in', { requestBody: { id, lid: { siz: 1 } } }],
    ['a wrong type where null is allowed', { requestBody: { id, lid: 7 } }],
    ['a wrong answer', { responseBody: { ok: 'yes' } }],
  ])('with %s has one', (_, change) => {
    expect(violations(change).length).toBeGreaterThan(0)
  })
})
