import {
  addOverride,
  getTrendRow,
  listIncoherences,
  type OverrideRow,
  retractOverride,
  simulateTrend,
  tripwireOf,
} from '../../trends/index.ts'
import type { AppServices } from '../app-services.ts'
import type { TrendOverride } from '../contract.ts'
import { iso } from '../present/instant.ts'
import type { Handlers } from '../route.ts'

type WhatIfOperation = 'simulateTrend' | 'getTripwire' | 'listIncoherences' | 'addOverride' | 'retractOverride'

const presentOverride = ({ effectiveAt, retractedAt, ...row }: OverrideRow): TrendOverride => ({
  ...{ id: row.id, delta: row.delta, halfLifeDays: row.halfLifeDays, reason: row.reason, author: row.author },
  effectiveAt: effectiveAt.toISOString(),
  retractedAt: iso(retractedAt),
  retractedBy: row.retractedBy,
})

/** What would move a trend, what contradicts it, and corrections by hand. */
export function whatIfRoutes({ db }: AppServices): Pick<Handlers, WhatIfOperation> {
  return {
    async simulateTrend({ tenantId, params: { slug }, body, now }) {
      const hits = body.hits.map(({ at = now, ...hit }) => ({ at, ...hit }))
      const { hits: made, curve } = await simulateTrend(db, { tenantId, trend: slug, hits, days: body.days, now })
      return {
        slug,
        hits: made.map((hit) => ({ ...hit, at: hit.at.toISOString() })),
        curve: curve.map((point) => ({ ...point, at: point.at.toISOString() })),
      }
    },

    async getTripwire({ tenantId, params: { slug }, query: { above, below }, now }) {
      const threshold = above ?? below ?? 0.5
      const side = above === undefined ? 'below' : 'above'
      const found = await tripwireOf(db, { tenantId, trend: slug, threshold, side, now })
      const { probability, missing, reachable, sets } = found
      return { slug, asOf: now.toISOString(), probability, threshold, side, missingLogOdds: missing, reachable, sets }
    },

    async listIncoherences({ tenantId, now }) {
      return { data: await listIncoherences(db, tenantId, now) }
    },

    async addOverride({ tenantId, identity, params: { slug }, body, now }) {
      const { probability, delta = 0, author = identity.name, ...given } = body
      const move = probability === undefined ? { delta } : { toProbability: probability }
      return presentOverride(await addOverride(db, { tenantId, trend: slug, move, author, now, ...given }))
    },

    async retractOverride({ tenantId, identity, params: { slug, overrideId }, now }) {
      const trend = await getTrendRow(db, tenantId, slug)
      return presentOverride(
        await retractOverride(db, { tenantId, trendId: trend.id, id: overrideId, author: identity.name, now }),
      )
    },
  }
}
