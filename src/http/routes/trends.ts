import { listCurves } from '../../snapshots/index.ts'
import { displayProbability, getTrendRow, listDefinitions, listStandings, listTrendRows } from '../../trends/index.ts'
import type { AppServices } from '../app-services.ts'
import { presentTrend } from '../present/trend.ts'
import type { Handlers } from '../route.ts'

const dayMs = 86_400_000
/** Points of the small curve that comes with each trend of the list. */
const curvePoints = 120

/** The list of trends and the versions of their definitions. */
export function trendRoutes({ db }: AppServices): Pick<Handlers, 'listTrends' | 'listTrendDefinitions'> {
  return {
    async listTrends({ tenantId, query: { curveDays }, now }) {
      const rows = await listTrendRows(db, tenantId)
      const ids = rows.map((row) => row.trend.id)
      const [standings, curves] = await Promise.all([
        listStandings(db, ids, now),
        curveDays === 0
          ? undefined
          : listCurves(db, ids, {
              from: new Date(now.getTime() - curveDays * dayMs),
              bucketHours: Math.max(1, Math.ceil((curveDays * 24) / curvePoints)),
            }),
      ])
      const data = rows.flatMap((row) => {
        const standing = standings.get(row.trend.id)
        if (!standing) return []
        const curve = (curves?.get(row.trend.id) ?? []).map(({ timestamp, ...point }) => ({
          timestamp: timestamp.toISOString(),
          ...point,
        }))
        return [{ ...presentTrend(row, standing), curve }]
      })
      return { data }
    },

    async listTrendDefinitions({ tenantId, params: { slug } }) {
      const trend = await getTrendRow(db, tenantId, slug)
      const versions = await listDefinitions(db, trend.id)
      const data = versions.reverse().map((row) => ({
        id: row.id,
        version: row.version,
        effectiveFrom: row.effectiveFrom.toISOString(),
        recordedAt: row.recordedAt.toISOString(),
        author: row.author,
        contentHash: row.contentHash,
        baselineProbability: displayProbability(row.baselineLogOdds),
        halfLifeDays: row.halfLifeDays,
        definition: row.definition,
      }))
      return { data }
    },
  }
}
