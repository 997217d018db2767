import { existsSync } from 'node:fs'
import { join } from 'node:path'
import express, { type RequestHandler, Router } from 'express'
import { refuseProgram } from './access/door.ts'
import { sendSignInPage } from './access/sign-in-page.ts'
import type { AppOptions } from './app-services.ts'

const notBuilt = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Bellwether</title>
<p>The dashboard has not been built yet. Run <code>npx vite build dashboard</code> and start Bellwether again. The API answers under
<a href="/api/v1/openapi.json">/api/v1</a>, the queues are at <a href="/queues">/queues</a>.</p></html>`

/** The dashboard's files. Every page of it is the same document; the browser code reads the path. */
export function pages({ dashboardDir }: AppOptions): Router {
  const router = Router()
  const index = dashboardDir && join(dashboardDir, 'index.html')
  if (dashboardDir) {
    // Names under assets/ carry a hash of their content: they never change.
    router.use('/assets', express.static(join(dashboardDir, 'assets'), { immutable: true, maxAge: '1y', index: false }))
    router.use(express.static(dashboardDir, { index: false, maxAge: '1h' }))
  }
  router.use((request, response, next) => {
    if (!['GET', 'HEAD'].includes(request.method) || !wantsPage(request)) return next()
    response.set('Cache-Control', 'no-cache')
    if (index && existsSync(index)) return response.sendFile(index, { lastModified: true, cacheControl: false })
    response
      .status(index ? 503 : 200)
      .type('html')
      .send(notBuilt)
  })
  return router
}

const wantsPage: (request: express.Request) => boolean = (request) => request.accepts(['json', 'html']) === 'html'

/** Refuses a stranger: a page for people, a problem document for programs. */
export const refuseStranger: RequestHandler = (request, response, next) => {
  if (request.method === 'GET' && wantsPage(request)) return sendSignInPage(response, 401)
  return refuseProgram(request, response, next)
}
