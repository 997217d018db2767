import express, { type Request, type RequestHandler, Router } from 'express'
import type { z } from 'zod'
import { InputError } from '../errors.ts'
import { identityOf } from './access/door.ts'
import type { AppServices, Identity } from './app-services.ts'
import { type Answer, type OperationId, type Route, type Routes, routes } from './contract.ts'
import { problemsOf, unstorable } from './field-problems.ts'
import { HttpError } from './problem.ts'

type Read<Id extends OperationId, Part extends 'params' | 'query' | 'body'> =
  Routes[Id] extends Record<Part, infer Schema extends z.ZodType> ? z.output<Schema> : undefined

/** What a handler receives: the request as the contract reads it, who asks, and the workspace's time. */
export interface Asked<Id extends OperationId> {
  params: Read<Id, 'params'>
  query: Read<Id, 'query'>
  body: Read<Id, 'body'>
  identity: Identity
  tenantId: string
  now: Date
  /** Version of the row the caller looked at (`If-Match: "7"`), when they say it. */
  version: number | undefined
}

/** One handler per operation of the contract; the compiler checks what each takes and answers. */
export type Handlers = { [Id in OperationId]: (asked: Asked<Id>) => Promise<Answer<Id>> }

/** Operations that read their request or write their answer by themselves. */
export type SelfAnswering = 'ingest' | 'endSession'

/** Puts every operation of the contract on a router, reading requests by it. */
export function contractRouter(
  services: AppServices,
  handlers: Omit<Handlers, SelfAnswering>,
  selfAnswering: Record<SelfAnswering, RequestHandler[]>,
): Router {
  const router = Router()
  for (const [id, route] of Object.entries(routes) as [OperationId, Route][]) {
    const own = (selfAnswering as Partial<Record<OperationId, RequestHandler[]>>)[id]
    const chain = own ?? handle(services, route, (handlers as Record<OperationId, AnyHandler>)[id])
    router[route.method](route.path, ...chain)
  }
  return router
}

// biome-ignore lint/suspicious/noExplicitAny: the table pairs each handler with the schemas its type was made from
type AnyHandler = (asked: any) => Promise<unknown>

function handle(services: AppServices, route: Route, handler: AnyHandler): RequestHandler[] {
  const answer: RequestHandler = async (request, response) => {
    const identity = identityOf(request)
    const version = versionIn(request.get('if-match'))
    // What is asked to change only under a condition must not change without it.
    if (version !== undefined && !route.ifMatch)
      throw new HttpError(400, 'If-Match is not taken here: send the request without it.')
    const asked = {
      params: read(route.params, request.params, 'path'),
      query: read(route.query, request.query, 'query'),
      body: read(route.body, request.body, 'body'),
      identity,
      tenantId: identity.tenantId,
      now: services.clock.now(),
      version,
    }
    const answered = await handler(asked)
    response.status(route.status).set('Cache-Control', 'private, no-cache')
    if (route.responseType) response.type(route.responseType).send(answered)
    else response.json(answered)
  }
  return route.body ? [wantJson, express.json({ limit: '100kb', strict: false }), answer] : [answer]
}

function versionIn(header: string | undefined): number | undefined {
  if (header === undefined || header.trim() === '*') return undefined
  const version = /^\s*"(\d{1,9})"\s*$/.exec(header)?.[1]
  if (version === undefined) throw new HttpError(400, `If-Match must hold one version in quotes, not ${header}.`)
  return Number(version)
}

/** Lets JSON bodies through and refuses any other kind with 415. */
export const wantJson: RequestHandler = (request, _response, next) => {
  if (hasBody(request) && !request.is(['json', '+json']))
    throw new HttpError(415, `Send application/json, not ${request.get('content-type') ?? 'a body without a type'}.`)
  next()
}

const hasBody = (request: Request): boolean =>
  request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0

function read(schema: z.ZodType | undefined, value: unknown, where: 'path' | 'query' | 'body'): unknown {
  if (!schema) return undefined
  const result = schema.safeParse(value ?? {})
  const problems = result.success ? unstorable(result.data) : problemsOf(result.error)
  if (problems.length === 0) return result.data
  if (where === 'path') throw new HttpError(404, 'There is nothing of that name.')
  throw new InputError(
    `The ${where} has ${problems.length === 1 ? 'a field' : 'fields'} that cannot be accepted.`,
    problems,
  )
}
