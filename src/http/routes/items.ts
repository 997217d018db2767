import { getItem, listCopies, listItems } from '../../items/index.ts'
import { listEvidenceOfItem } from '../../trends/index.ts'
import type { AppServices } from '../app-services.ts'
import { decodeCursor, pageOf } from '../cursor.ts'
import { presentItem, presentItemDetail } from '../present/item.ts'
import type { Handlers } from '../route.ts'

const isSeq = (values: unknown[]): boolean => values.length === 1 && Number.isSafeInteger(values[0])

export function itemRoutes({ db }: AppServices): Pick<Handlers, 'listItems' | 'getItem'> {
  return {
    async listItems({ tenantId, query }) {
      const { cursor, limit, q, ...filter } = query
      const rows = await listItems(db, tenantId, {
        ...filter,
        limit: limit + 1,
        ...(q ? { words: q } : {}),
        ...(cursor ? { beforeSeq: decodeCursor<[number]>(cursor, isSeq)[0] } : {}),
      })
      return pageOf(rows, limit, presentItem, (row) => [row.seq])
    },

    async getItem({ tenantId, params }) {
      const found = await getItem(db, tenantId, params.itemId)
      const [copies, evidence] = await Promise.all([
        listCopies(db, tenantId, found.item),
        listEvidenceOfItem(db, tenantId, found.item.id),
      ])
      return presentItemDetail(found, copies, evidence)
    },
  }
}
