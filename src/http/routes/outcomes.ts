import { getTrendRow, gradeTrends, listOutcomes, type OutcomeRow, recordOutcome } from '../../trends/index.ts'
import type { AppServices } from '../app-services.ts'
import type { TrendOutcome } from '../contract.ts'
import type { Handlers } from '../route.ts'

const presentOutcome = ({ id, outcome, resolvedAt, recordedAt, note, author }: OutcomeRow): TrendOutcome => ({
  ...{ id, outcome, note, author },
  resolvedAt: resolvedAt.toISOString(),
  recordedAt: recordedAt.toISOString(),
})

/** How questions were answered, and how good the forecasts were. */
export function outcomeRoutes({
  db,
}: AppServices): Pick<Handlers, 'listOutcomes' | 'recordOutcome' | 'getTrackRecord'> {
  return {
    async listOutcomes({ tenantId, params: { slug } }) {
      const trend = await getTrendRow(db, tenantId, slug)
      return { data: (await listOutcomes(db, trend.id)).map(presentOutcome) }
    },

    async recordOutcome({ tenantId, identity, params: { slug }, body, now }) {
      const { resolvedAt = now, author = identity.name, ...given } = body
      return presentOutcome(await recordOutcome(db, { tenantId, trend: slug, resolvedAt, author, now, ...given }))
    },

    async getTrackRecord({ tenantId }) {
      const { trends, ...record } = await gradeTrends(db, tenantId)
      return {
        ...record,
        trends: trends.map(({ trendId, resolvedAt, ...trend }) => ({ ...trend, resolvedAt: resolvedAt.toISOString() })),
      }
    },
  }
}
