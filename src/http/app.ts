import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express'
import { door, refuseProgram } from './access/door.ts'
import { signInRouter } from './access/sign-in.ts'
import type { AppServices } from './app-services.ts'
import { boardPath, createBoard } from './board.ts'
import { boardAudit } from './board-audit.ts'
import { webhookRouter } from './ingest/webhook.ts'
import { metrics } from './metrics.ts'
import { apiPath, openApiDocument } from './openapi.ts'
import { pages, refuseStranger } from './pages.ts'
import { problemFor, problemOf, sendProblem } from './problem.ts'
import { readinessOf } from './readiness.ts'
import { apiRouter } from './routes/index.ts'
import { boardSecurityHeaders, securityHeaders } from './security-headers.ts'

/** The whole HTTP side: health, sign-in, the API, Bull Board and the dashboard. Only health and sign-in are open. */
export function createApp(services: AppServices): Express {
  const app = express()
  app.disable('x-powered-by')
  app.set('trust proxy', services.options.trustedProxies ?? 0)
  app.set('query parser', 'simple')

  app.use(boardPath, boardSecurityHeaders)
  app.use((request, response, next) =>
    isUnder(boardPath, request.path) ? next() : securityHeaders(request, response, next),
  )
  app.get('/health', (_request, response) => void response.set('Cache-Control', 'no-store').json({ status: 'up' }))
  app.get('/ready', async (_request, response) => {
    const readiness = await readinessOf(services)
    response
      .set('Cache-Control', 'no-store')
      .status(readiness.status === 'ready' ? 200 : 503)
      .json(readiness)
  })
  app.get('/metrics', door(services, refuseProgram), metrics(services))
  app.use(signInRouter(services))

  app.use(apiPath, webhookRouter(services))
  app.use(apiPath, door(services, refuseProgram), openApiRoute(services.options.version), apiRouter(services), notFound)
  app.use(door(services, refuseStranger))
  app.use(boardPath, boardAudit(services), createBoard(services.queues))
  app.use(pages(services.options), notFound)
  app.use(failed(services))
  return app
}

const isUnder = (prefix: string, path: string): boolean => path === prefix || path.startsWith(`${prefix}/`)

function openApiRoute(version: string): RequestHandler {
  const router = express.Router()
  let document: ReturnType<typeof openApiDocument> | undefined
  router.get('/openapi.json', (_request, response) => {
    document ??= openApiDocument(version)
    response.json(document)
  })
  return router
}

const notFound: RequestHandler = (request, response) =>
  sendProblem(response, problemOf(404, `There is nothing at ${request.method} ${request.originalUrl.split('?')[0]}.`))

const failed =
  ({ log }: AppServices): ErrorRequestHandler =>
  (error, request, response, next) => {
    const { body, headers, isFault } = problemFor(error)
    if (isFault) log.error({ err: error, method: request.method, path: request.path }, 'request failed')
    // Half an answer is out already: closing the connection is the only way left to say that it failed.
    if (response.headersSent) return next(error)
    sendProblem(response, body, headers)
  }
