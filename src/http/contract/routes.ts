import { z } from 'zod'
import { alertRoutes } from './alert-routes.ts'
import { list, page } from './common.ts'
import {
  credential,
  credentialParams,
  credentialRemoved,
  credentialsRotated,
  listedCredential,
  newCredential,
} from './credentials.ts'
import { deadLetterRoutes } from './dead-letter-routes.ts'
import { definitionRoutes } from './definitions.ts'
import { eventRoutes } from './event-routes.ts'
import { ingestAnswer, ingestBody } from './ingest.ts'
import { item, itemDetail, itemParams, listItemsQuery } from './items.ts'
import { outcomeRoutes } from './outcomes.ts'
import { listRunsQuery, pipeline, pipelineRun, queued, queueState, snapshotRequest } from './pipeline.ts'
import type { Route } from './route.ts'
import { searchQuery, searchResults } from './search.ts'
import { sampleRemoved, session } from './session.ts'
import { connector, newSource, source, sourceChange, sourceDetail, sourceParams, sourcePreview } from './sources.ts'
import { trendRoutes } from './trend-routes.ts'
import { trendSnapshot } from './trends.ts'
import { whatIfRoutes } from './what-if.ts'

const none = z.object({})

/** Every route under /api/v1 by its operation id; routers, the OpenAPI document and the checks of access are made from it. */
export const routes = {
  getSession: {
    method: 'get',
    path: '/session',
    tag: 'session',
    summary: 'Who is asking, in which workspace, and what time it is there',
    status: 200,
    response: session,
  },
  endSession: {
    method: 'delete',
    path: '/session',
    tag: 'session',
    summary: 'Sign this browser out',
    status: 200,
    response: none,
  },
  ...trendRoutes,
  ...alertRoutes,
  ...definitionRoutes,
  ...outcomeRoutes,
  ...whatIfRoutes,
  ...eventRoutes,
  listItems: {
    method: 'get',
    path: '/items',
    tag: 'items',
    summary: 'Items, last arrived first',
    query: listItemsQuery,
    status: 200,
    response: page(item),
  },
  getItem: {
    method: 'get',
    path: '/items/:itemId',
    tag: 'items',
    summary: 'An item: text, copies, edits word by word, what was found in it, and the evidence it gave',
    params: itemParams,
    status: 200,
    response: itemDetail,
  },
  listSources: {
    method: 'get',
    path: '/sources',
    tag: 'sources',
    summary: 'Sources with their health, by name',
    status: 200,
    response: list(source),
  },
  createSource: {
    method: 'post',
    path: '/sources',
    tag: 'sources',
    summary: 'Add a source, or bring the one of that address up to date',
    body: newSource,
    ifMatch: true,
    status: 201,
    response: source,
  },
  previewSource: {
    method: 'post',
    path: '/sources/preview',
    tag: 'sources',
    summary: 'Read a source once and see what it brings; nothing is stored',
    body: newSource,
    status: 200,
    response: sourcePreview,
  },
  listConnectors: {
    method: 'get',
    path: '/connectors',
    tag: 'sources',
    summary: 'The kinds of sources there are, with the schema of their settings',
    status: 200,
    response: list(connector),
  },
  getSource: {
    method: 'get',
    path: '/sources/:sourceId',
    tag: 'sources',
    summary: 'A source with its settings and its last checks',
    params: sourceParams,
    status: 200,
    response: sourceDetail,
  },
  changeSource: {
    method: 'patch',
    path: '/sources/:sourceId',
    tag: 'sources',
    summary: 'Switch a source, or reading its articles, on or off',
    params: sourceParams,
    body: sourceChange,
    ifMatch: true,
    status: 200,
    response: source,
  },
  resetSourceBackoff: {
    method: 'post',
    path: '/sources/:sourceId/reset-backoff',
    tag: 'sources',
    summary: 'Forget a source’s failures, so that it is due again at once',
    params: sourceParams,
    status: 200,
    response: source,
  },
  checkSource: {
    method: 'post',
    path: '/sources/:sourceId/check',
    tag: 'sources',
    summary: 'Check a source now',
    params: sourceParams,
    status: 202,
    response: queued,
  },
  listCredentials: {
    method: 'get',
    path: '/credentials',
    tag: 'sources',
    summary: 'Names, hosts and users of the stored secrets',
    status: 200,
    response: list(listedCredential),
  },
  saveCredential: {
    method: 'post',
    path: '/credentials',
    tag: 'sources',
    summary: 'Store a secret, or replace the one of that name',
    body: newCredential,
    status: 201,
    response: credential,
  },
  removeCredential: {
    method: 'delete',
    path: '/credentials/:name',
    tag: 'sources',
    summary: 'Take a secret away for good',
    params: credentialParams,
    status: 200,
    response: credentialRemoved,
  },
  rotateCredentials: {
    method: 'post',
    path: '/credentials/rotate',
    tag: 'sources',
    summary: 'Encrypt everything that is under an earlier key anew under the current one',
    status: 200,
    response: credentialsRotated,
  },
  search: {
    method: 'get',
    path: '/search',
    tag: 'search',
    summary: 'Items and events by words and by meaning',
    query: searchQuery,
    status: 200,
    response: searchResults,
  },
  ingest: {
    method: 'post',
    path: '/ingest',
    tag: 'ingest',
    summary: 'Hand over one item or up to 1,000; any number as application/x-ndjson',
    body: ingestBody,
    status: 202,
    response: ingestAnswer,
  },
  listLatestSnapshots: {
    method: 'get',
    path: '/snapshots',
    tag: 'snapshots',
    summary: 'The last snapshot of each trend',
    status: 200,
    response: list(trendSnapshot.extend({ slug: z.string() })),
  },
  takeSnapshots: {
    method: 'post',
    path: '/snapshots',
    tag: 'snapshots',
    summary: 'Take snapshots now',
    body: snapshotRequest,
    status: 202,
    response: queued,
  },
  listQueues: {
    method: 'get',
    path: '/queues',
    tag: 'pipeline',
    summary: 'Every queue and how many jobs it holds in each state',
    status: 200,
    response: list(queueState),
  },
  getPipeline: {
    method: 'get',
    path: '/pipeline',
    tag: 'pipeline',
    summary: 'The stages in order, with their queues and last runs',
    status: 200,
    response: pipeline,
  },
  listPipelineRuns: {
    method: 'get',
    path: '/pipeline/runs',
    tag: 'pipeline',
    summary: 'Runs of stages, newest first',
    query: listRunsQuery,
    status: 200,
    response: page(pipelineRun),
  },
  ...deadLetterRoutes,
  removeSample: {
    method: 'delete',
    path: '/sample',
    tag: 'sample',
    summary: 'Remove the sample workspace',
    status: 200,
    response: sampleRemoved,
  },
} as const satisfies Record<string, Route>

export type Routes = typeof routes
export type OperationId = keyof Routes

/** What an operation answers, as JSON. */
export type Answer<Id extends OperationId> = z.infer<Routes[Id]['response']>
/** What an operation takes in its query, before it is read. */
export type Query<Id extends OperationId> = Routes[Id] extends { query: infer Q extends z.ZodType } ? z.input<Q> : never
/** What an operation takes as its body, before it is read. */
export type Body<Id extends OperationId> = Routes[Id] extends { body: infer B extends z.ZodType } ? z.input<B> : never
