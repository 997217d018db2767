import { and, count, desc, eq, inArray, type SQL, sql } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { embeddingRecords as records } from '../db/schema/index.ts'
import { ExactIndex } from './exact-index.ts'
import { vectorFromBytes } from './vector-bytes.ts'
import type { OwnerKind, VectorPoint } from './vector-store.ts'

const pageSize = 1_000

interface Head {
  id: string
  updatedAt: Date
}

/** Whose vectors a cache holds. */
export interface RecordScope {
  tenantId: string
  ownerKind: OwnerKind
  model: string
  dimensions: number
}

/**
 * The most recently written vectors of a scope in memory, at most `maxRows`; `floor` is where it had to stop, undefined when it
 * holds all. `refresh` reads only what was written since, newest first, until a whole page is known already: a transaction that
 * committed late is seen as long as fewer than a page of rows were written after it.
 */
export class RecordCache {
  index: ExactIndex
  floor: Head | undefined
  private readonly scope: RecordScope
  private readonly maxRows: number
  private known = new Map<string, { updatedAtMs: number; vectorId: string }>()
  private refreshing: Promise<void> | undefined

  constructor(scope: RecordScope, maxRows: number) {
    this.scope = scope
    this.maxRows = maxRows
    this.index = new ExactIndex(scope.dimensions)
  }

  /** Brings the cache up to what is committed; callers at the same time share one pass. */
  refresh(db: Db): Promise<void> {
    this.refreshing ??= this.pull(db).finally(() => {
      this.refreshing = undefined
    })
    return this.refreshing
  }

  private async pull(db: Db): Promise<void> {
    await this.readNew(db)
    const hasOutgrown = this.known.size > this.maxRows + pageSize * 4
    if (!hasOutgrown && (await this.countHeld(db)) === this.known.size) return
    // Rows were deleted, or too many came: start over rather than search what is gone.
    this.index = new ExactIndex(this.scope.dimensions)
    this.known = new Map()
    this.floor = undefined
    await this.readNew(db)
  }

  private async readNew(db: Db): Promise<void> {
    let before: Head | undefined
    for (;;) {
      const heads = await listHeads(db, this.scope, before, this.floor)
      const changed = heads.filter((head) => this.known.get(head.id)?.updatedAtMs !== head.updatedAt.getTime())
      if (changed.length > 0) await this.load(db, changed)
      before = heads.at(-1)
      if (heads.length < pageSize || changed.length === 0) return
      if (this.floor === undefined && this.known.size >= this.maxRows) {
        this.floor = before
        return
      }
    }
  }

  private async load(db: Db, heads: Head[]): Promise<void> {
    const ids = heads.map((head) => head.id)
    for (const row of await db.select(pointColumns).from(records).where(inArray(records.id, ids))) {
      const before = this.known.get(row.id)
      if (before && before.vectorId !== row.vectorId) this.index.delete(before.vectorId)
      const point = toPoint(row, this.scope.dimensions)
      if (point) this.index.upsert(point)
      else this.index.delete(row.vectorId)
      this.known.set(row.id, { updatedAtMs: row.updatedAt.getTime(), vectorId: row.vectorId })
    }
  }

  private async countHeld(db: Db): Promise<number> {
    const held = this.floor ? sql`${position} >= ${positionOf(this.floor)}` : undefined
    const [row] = await db
      .select({ rows: count() })
      .from(records)
      .where(and(inScope(this.scope), held))
    return row?.rows ?? 0
  }
}

/** Columns `toPoint` needs. */
export const pointColumns = {
  id: records.id,
  tenantId: records.tenantId,
  ownerKind: records.ownerKind,
  ownerId: records.ownerId,
  vectorId: records.vectorId,
  vector: records.vector,
  language: records.language,
  ownerAt: records.ownerAt,
  updatedAt: records.updatedAt,
}

type PointRow = Omit<VectorPoint, 'vector'> & { id: string; vector: Buffer | null; updatedAt: Date }

/** A stored row as a point; undefined when it holds no vector (failed, or not embedded yet). */
export function toPoint(row: PointRow, dimensions: number): VectorPoint | undefined {
  if (!row.vector) return undefined
  const { id: _id, updatedAt: _updatedAt, ...point } = row
  return { ...point, vector: vectorFromBytes(row.vector, dimensions) }
}

/** Rows of a scope older than `head`, as the cache orders them. */
export const olderThan = (head: Head): SQL => sql`${position} < ${positionOf(head)}`

export const inScope = (scope: RecordScope): SQL =>
  and(
    eq(records.tenantId, scope.tenantId),
    eq(records.model, scope.model),
    eq(records.ownerKind, scope.ownerKind),
    eq(records.dimensions, scope.dimensions),
  )!

export const newestFirst = [desc(records.updatedAt), desc(records.id)] as const

const position = sql`(${records.updatedAt}, ${records.id})`
const positionOf = (head: Head): SQL => sql`(${head.updatedAt.toISOString()}::timestamptz, ${head.id}::uuid)`

async function listHeads(
  db: Db,
  scope: RecordScope,
  before: Head | undefined,
  floor: Head | undefined,
): Promise<Head[]> {
  return db
    .select({ id: records.id, updatedAt: records.updatedAt })
    .from(records)
    .where(
      and(
        inScope(scope),
        before ? olderThan(before) : undefined,
        floor ? sql`${position} >= ${positionOf(floor)}` : undefined,
      ),
    )
    .orderBy(...newestFirst)
    .limit(pageSize)
}
