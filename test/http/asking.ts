import { expect } from 'vitest'
import type { z } from 'zod'
import { type Answer, type OperationId, type Problem, type Route, routes } from '../../src/http/contract.ts'
import type { TestApp } from './app.ts'

/** Asks operations of a test app and holds their answers against the contract, to the last field. */
export function asking(app: TestApp) {
  async function ask<Id extends OperationId>(
    id: Id,
    options: { params?: Record<string, string>; query?: Record<string, string>; body?: unknown } = {},
  ): Promise<Answer<Id>> {
    const route: Route = routes[id]
    const path = route.path.replace(/:(\w+)/g, (_, name: string) => options.params?.[name] ?? '')
    const query = new URLSearchParams(options.query).toString()
    const response = await app.call(route.method.toUpperCase(), `/api/v1${path}${query ? `?${query}` : ''}`, {
      ...('body' in options ? { body: options.body } : {}),
    })
    const answer: unknown = await response.json()
    expect([response.status, answer]).toEqual([route.status, answer])
    expect(response.headers.get('content-type')).toContain('application/json')
    const read = (route.response as z.ZodType<Answer<Id>>).parse(answer)
    expect(answer).toEqual(read)
    return read
  }

  async function problemOf(path: string, status: number): Promise<Problem> {
    const response = await app.call('GET', `/api/v1${path}`)
    expect(response.status).toBe(status)
    expect(response.headers.get('content-type')).toContain('application/problem+json')
    return (await response.json()) as Problem
  }

  return { ask, problemOf }
}
