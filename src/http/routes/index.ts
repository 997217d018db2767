import type { Router } from 'express'
import type { AppServices } from '../app-services.ts'
import { contractRouter } from '../route.ts'
import { alertRoutes } from './alerts.ts'
import { credentialRoutes } from './credentials.ts'
import { deadLetterRoutes } from './dead-letters.ts'
import { definitionRoutes } from './definitions.ts'
import { eventChangeRoutes } from './event-changes.ts'
import { eventRoutes } from './events.ts'
import { ingest } from './ingest.ts'
import { itemRoutes } from './items.ts'
import { outcomeRoutes } from './outcomes.ts'
import { pipelineRoutes } from './pipeline.ts'
import { searchRoutes } from './search.ts'
import { endSession, sessionRoutes } from './session.ts'
import { snapshotRoutes } from './snapshots.ts'
import { sourceRoutes } from './sources.ts'
import { trendEvidenceRoutes } from './trend-evidence.ts'
import { trendValueRoutes } from './trend-value.ts'
import { trendRoutes } from './trends.ts'
import { whatIfRoutes } from './what-if.ts'

/** Every operation of the contract, served. */
export const apiRouter = (services: AppServices): Router =>
  contractRouter(
    services,
    {
      ...sessionRoutes(services),
      ...trendRoutes(services),
      ...trendValueRoutes(services),
      ...trendEvidenceRoutes(services),
      ...alertRoutes(services),
      ...definitionRoutes(services),
      ...outcomeRoutes(services),
      ...whatIfRoutes(services),
      ...eventRoutes(services),
      ...eventChangeRoutes(services),
      ...itemRoutes(services),
      ...sourceRoutes(services),
      ...credentialRoutes(services),
      ...searchRoutes(services),
      ...snapshotRoutes(services),
      ...pipelineRoutes(services),
      ...deadLetterRoutes(services),
    },
    { ingest: ingest(services), endSession: [endSession(services)] },
  )
