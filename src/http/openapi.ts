import { OpenAPIRegistry, OpenApiGeneratorV31 } from '@asteasolutions/zod-to-openapi'
import { z } from 'zod'
import { type OperationId, problem, type Route, routes } from './contract.ts'

/** Where the API lives. */
export const apiPath = '/api/v1'

const problemContent = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: problem } },
})

/** The OpenAPI 3.1 document of every route of the contract. */
export function openApiDocument(version: string): ReturnType<OpenApiGeneratorV31['generateDocument']> {
  const registry = new OpenAPIRegistry()
  registry.registerComponent('securitySchemes', 'apiKey', { type: 'http', scheme: 'bearer' })
  registry.registerComponent('securitySchemes', 'browser', {
    type: 'apiKey',
    in: 'cookie',
    name: 'bellwether_session',
  })
  for (const [operationId, route] of Object.entries(routes) as [OperationId, Route][])
    registry.registerPath({
      operationId,
      method: route.method,
      path: apiPath + route.path.replace(/:(\w+)/g, '{$1}'),
      tags: [route.tag],
      summary: route.summary,
      request: {
        ...(route.params ? { params: route.params } : {}),
        ...(route.query ? { query: route.query } : {}),
        ...(route.ifMatch ? { headers: versionHeader } : {}),
        ...(route.body ? { body: { required: true, content: { 'application/json': { schema: route.body } } } } : {}),
      },
      responses: {
        [route.status]: {
          description: 'Success',
          content: { [route.responseType ?? 'application/json']: { schema: route.response } },
        },
        ...refusals(route),
      },
    })
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'Bellwether',
      version,
      description: 'Sources, items, events and trends. Every failure is a problem document (RFC 9457).',
    },
    servers: [{ url: '/' }],
    security: [{ apiKey: [] }, { browser: [] }],
  })
}

const versionHeader = z.object({
  'If-Match': z.string().optional().meta({ description: 'The version looked at, in quotes', example: '"7"' }),
})

function refusals(route: Route) {
  return {
    ...(route.query || route.body ? { 400: problemContent('A field cannot be accepted; `errors` names each') } : {}),
    401: problemContent('No API key and not signed in'),
    ...(route.params ? { 404: problemContent('There is nothing of that name') } : {}),
    ...(route.method === 'get'
      ? {}
      : {
          403: problemContent('A browser may do this from Bellwether’s own pages only'),
          409: problemContent('The state of things does not allow it; `detail` says why'),
        }),
    ...(route.ifMatch ? { 412: problemContent('It is in another version by now') } : {}),
    ...(route.body
      ? { 413: problemContent('The body is too large'), 415: problemContent('The body is not JSON') }
      : {}),
    429: problemContent('Too many refused attempts from this address'),
    503: problemContent('The database or the queue is away; see Retry-After'),
  }
}
