import { fetchSources } from '../../../jobs/fetch-sources.ts'
import { ConflictError, InputError } from '../../errors.ts'
import { getSource, listSources, requestCheck, resetBackoff, saveSource, setSourceActive } from '../../sources/index.ts'
import type { AppServices } from '../app-services.ts'
import { presentSource, presentSourceDetail } from '../present/source.ts'
import { enqueueNow } from '../queue-access.ts'
import type { Handlers } from '../route.ts'

type SourceOperation =
  | 'listSources'
  | 'createSource'
  | 'getSource'
  | 'changeSource'
  | 'resetSourceBackoff'
  | 'checkSource'

/** Sources with their health, and what an operator does about them. */
export function sourceRoutes({ db, queues, options }: AppServices): Pick<Handlers, SourceOperation> {
  return {
    async listSources({ tenantId }) {
      return { data: (await listSources(db, tenantId)).map(presentSource) }
    },

    async createSource({ tenantId, body, now }) {
      if (!options.allowPrivateNetwork) refusePrivateAccess(body.config)
      return presentSource(await saveSource(db, tenantId, body, now))
    },

    async getSource({ tenantId, params }) {
      return presentSourceDetail(await getSource(db, tenantId, params.sourceId))
    },

    async changeSource({ tenantId, params, body, now }) {
      return presentSource(await setSourceActive(db, tenantId, params.sourceId, body.isActive, now))
    },

    async resetSourceBackoff({ tenantId, params, now }) {
      return presentSource(await resetBackoff(db, tenantId, params.sourceId, now))
    },

    async checkSource({ tenantId, params, now }) {
      const source = await requestCheck(db, tenantId, params.sourceId, now)
      if (source.intervalSeconds === null)
        throw new ConflictError(`${source.name} is never polled: its items are handed over, there is nothing to check.`)
      if (!source.isActive) throw new ConflictError(`${source.name} is switched off; switch it on to check it.`)
      await enqueueNow(queues, fetchSources, { sourceIds: [source.id] })
      return { queue: fetchSources.name, jobs: 1 }
    },
  }
}

/** Whoever holds a key could otherwise read what only this machine may reach. Throws InputError. */
function refusePrivateAccess(config: Record<string, unknown> | null | undefined): void {
  if (config?.allowPrivate === undefined) return
  const message = 'can only be set on the command line of the server'
  throw new InputError(`The source was not added: config.allowPrivate ${message}.`, [
    { field: 'config.allowPrivate', message },
  ])
}
