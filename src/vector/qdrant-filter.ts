import type { Schemas } from '@qdrant/js-client-rest'
import type { VectorFilter } from './vector-store.ts'

/** What each point carries beside its vector. `published_at` is RFC 3339; a null language or time is left out. */
export type QdrantPayload = {
  tenant_id: string
  owner_kind: string
  owner_id: string
  language?: string
  published_at?: string
}

/** Payload indexes: filters on them stay fast at any size; `is_tenant` keeps a tenant's points together on disk. */
export const payloadIndexes: Record<keyof QdrantPayload, Schemas['PayloadFieldSchema']> = {
  tenant_id: { type: 'keyword', is_tenant: true },
  owner_kind: 'keyword',
  owner_id: 'uuid',
  language: 'keyword',
  published_at: 'datetime',
}

const equals = (key: keyof QdrantPayload, value: string): Schemas['FieldCondition'] => ({ key, match: { value } })

/** The filter as Qdrant writes it; the tenant is always part of it. */
export function qdrantFilter(filter: VectorFilter): Schemas['Filter'] {
  const must: Schemas['FieldCondition'][] = [equals('tenant_id', filter.tenantId)]
  if (filter.ownerKind) must.push(equals('owner_kind', filter.ownerKind))
  if (filter.language) must.push(equals('language', filter.language))
  if (filter.from || filter.to) {
    must.push({
      key: 'published_at',
      range: {
        ...(filter.from ? { gte: filter.from.toISOString() } : {}),
        ...(filter.to ? { lt: filter.to.toISOString() } : {}),
      },
    })
  }
  return { must }
}
