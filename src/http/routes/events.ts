import {
  type EventFilter,
  getEvent,
  listEvents,
  listEvidenceOfEvent,
  listItemsOfEvent,
  listLineage,
  listRelatedEvents,
  listTwins,
} from '../../events/index.ts'
import type { AppServices } from '../app-services.ts'
import { decodeCursor, isId, isInstant, pageOf } from '../cursor.ts'
import {
  presentEvent,
  presentEventItem,
  presentEventReference,
  presentFacts,
  presentLineage,
} from '../present/event.ts'
import { iso } from '../present/instant.ts'
import type { Handlers } from '../route.ts'

const itemsWithEvent = 100

const isPosition = ([rank, lastUpdatedAt, id]: unknown[]): boolean =>
  (rank === null || Number.isSafeInteger(rank)) && isInstant(lastUpdatedAt) && isId(id)
const isSeq = (values: unknown[]): boolean => values.length === 1 && Number.isSafeInteger(values[0])

export function eventRoutes({ db }: AppServices): Pick<Handlers, 'listEvents' | 'getEvent' | 'listEventItems'> {
  return {
    async listEvents({ tenantId, query }) {
      const { cursor, limit, q, ...filter } = query
      const rows = await listEvents(db, tenantId, {
        ...filter,
        limit: limit + 1,
        ...(q ? { words: q } : {}),
        ...(cursor ? { after: positionIn(cursor) } : {}),
      })
      return pageOf(rows, limit, presentEvent, (row) => [row.rank, row.lastUpdatedAt.toISOString(), row.id])
    },

    async getEvent({ tenantId, params: { eventId } }) {
      const event = await getEvent(db, tenantId, eventId)
      const [twins, related, itemRows, evidence, lineage] = await Promise.all([
        listTwins(db, event),
        listRelatedEvents(db, event),
        listItemsOfEvent(db, tenantId, eventId, { limit: itemsWithEvent + 1 }),
        listEvidenceOfEvent(db, tenantId, eventId),
        listLineage(db, tenantId, eventId),
      ])
      const items = pageOf(itemRows, itemsWithEvent, presentEventItem, (row) => [row.seq])
      return {
        ...presentEvent(event),
        primaryItemId: event.primaryItemId,
        contradictions: event.contradictions,
        facts: presentFacts(event.facts),
        related: related.map(({ shared, score, language, ...row }) => ({
          ...presentEventReference(row),
          language,
          shared,
          score,
        })),
        toldIn: twins.map((row) => ({ ...presentEventReference(row), language: row.language })),
        sameAs: event.sameAs,
        momentumAt: iso(event.momentumAt),
        mergedInto: event.mergedInto,
        items: items.data,
        nextItemsCursor: items.nextCursor,
        evidence: evidence.map((row) => ({ ...row, effectiveAt: row.effectiveAt.toISOString() })),
        lineage: lineage.map(presentLineage),
      }
    },

    async listEventItems({ tenantId, params: { eventId }, query: { limit, cursor } }) {
      const [, rows] = await Promise.all([
        getEvent(db, tenantId, eventId),
        listItemsOfEvent(db, tenantId, eventId, {
          limit: limit + 1,
          ...(cursor ? { afterSeq: decodeCursor<[number]>(cursor, isSeq)[0] } : {}),
        }),
      ])
      return pageOf(rows, limit, presentEventItem, (row) => [row.seq])
    },
  }
}

function positionIn(cursor: string): NonNullable<EventFilter['after']> {
  const [rank, lastUpdatedAt, id] = decodeCursor<[number | null, string, string]>(cursor, isPosition)
  return { rank, lastUpdatedAt: new Date(lastUpdatedAt), id }
}
