import { snapshot } from '../../../jobs/snapshot.ts'
import { InputError } from '../../errors.ts'
import { listLatestSnapshots } from '../../snapshots/index.ts'
import { listTrendRows } from '../../trends/index.ts'
import type { AppServices } from '../app-services.ts'
import { presentSnapshot } from '../present/snapshot.ts'
import { enqueueNow } from '../queue-access.ts'
import type { Handlers } from '../route.ts'

/** The last snapshots, and taking new ones on demand. */
export function snapshotRoutes({ db, queues }: AppServices): Pick<Handlers, 'listLatestSnapshots' | 'takeSnapshots'> {
  return {
    async listLatestSnapshots({ tenantId }) {
      const rows = await listLatestSnapshots(db, tenantId)
      return { data: rows.map((row) => ({ ...presentSnapshot(row), slug: row.slug })) }
    },

    async takeSnapshots({ tenantId, body }) {
      const rows = await listTrendRows(db, tenantId)
      const bySlug = new Map(rows.map(({ trend }) => [trend.slug, trend]))
      const unknown = (body.trends ?? []).flatMap((slug, index) =>
        bySlug.has(slug) ? [] : [{ field: `trends[${index}]`, message: `there is no trend "${slug}"` }],
      )
      if (unknown.length > 0) throw new InputError('Some trends are not known.', unknown)
      const wanted = body.trends ?? [...bySlug.values()].filter((trend) => trend.isActive).map((trend) => trend.slug)
      const trendIds = [...new Set(wanted)].map((slug) => bySlug.get(slug)!.id)
      const batches = inBatches(trendIds, 100)
      // Events are ranked once, by the first run; without any trend that is all there is to do.
      for (const [index, batch] of batches.entries())
        await enqueueNow(queues, snapshot, { tenantId, trendIds: batch, momentum: index === 0 })
      return { queue: snapshot.name, jobs: batches.length }
    },
  }
}

function inBatches(ids: readonly string[], size: number): string[][] {
  const batches: string[][] = []
  for (let start = 0; start === 0 || start < ids.length; start += size) batches.push(ids.slice(start, start + size))
  return batches
}
