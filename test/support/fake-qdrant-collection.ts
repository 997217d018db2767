/** A failure the server answers with: status and the text Qdrant puts under `status.error`. */
export class Refusal extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

export interface Condition {
  key?: string
  match?: { value?: unknown; any?: unknown[] }
  range?: Record<'lt' | 'gt' | 'lte' | 'gte', string | number | undefined>
}
export interface Filter {
  must?: Condition[]
  must_not?: Condition[]
  should?: Condition[]
}
export interface StoredPoint {
  id: string | number
  vector: number[]
  payload: Record<string, unknown>
  version: number
}
interface PointInput {
  id: string | number
  vector: number[]
  payload?: Record<string, unknown> | null
}

const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i

/** Points of one collection with exact cosine search and the filters Qdrant documents for `must`, `must_not`, `should`. */
export class FakeCollection {
  readonly size: number
  readonly points = new Map<string | number, StoredPoint>()
  readonly indexes = new Map<string, unknown>()
  private operations = 0

  constructor(vectors: { size?: unknown; distance?: unknown } | undefined) {
    if (typeof vectors?.size !== 'number' || vectors.distance !== 'Cosine') {
      throw new Refusal(400, 'the fake keeps one unnamed Cosine vector per point')
    }
    this.size = vectors.size
  }

  upsert(points: PointInput[]): number {
    for (const { id, vector } of points) {
      if (!(typeof id === 'number' ? Number.isInteger(id) && id >= 0 : uuid.test(id))) {
        throw new Refusal(400, `Format error in JSON body: value ${id} is not a valid point ID`)
      }
      this.requireSize(vector)
    }
    const version = ++this.operations
    for (const { id, vector, payload } of points) {
      this.points.set(id, { id, vector: normalise(vector), payload: payload ?? {}, version })
    }
    return version
  }

  delete(ids: (string | number)[]): number {
    for (const id of ids) this.points.delete(id)
    return ++this.operations
  }

  createIndex(field: string, schema: unknown): number {
    this.indexes.set(field, schema)
    return ++this.operations
  }

  matching(filter: Filter | undefined): StoredPoint[] {
    return [...this.points.values()].filter((point) => accepts(filter, point.payload))
  }

  query(vector: number[], filter: Filter | undefined): { point: StoredPoint; score: number }[] {
    this.requireSize(vector)
    const query = normalise(vector)
    return this.matching(filter)
      .map((point) => ({ point, score: Math.fround(dot(query, point.vector)) }))
      .sort((a, b) => b.score - a.score)
  }

  private requireSize(vector: unknown): void {
    if (!Array.isArray(vector)) throw new Refusal(400, 'Format error in JSON body: expected a dense vector')
    if (vector.length === this.size) return
    throw new Refusal(400, `Wrong input: Vector dimension error: expected dim: ${this.size}, got ${vector.length}`)
  }
}

const dot = (a: number[], b: number[]): number => a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0)

function normalise(vector: number[]): number[] {
  const length = Math.sqrt(dot(vector, vector))
  return length === 0 ? vector : vector.map((value) => Math.fround(value / length))
}

function accepts(filter: Filter | undefined, payload: Record<string, unknown>): boolean {
  if (!filter) return true
  const { must = [], must_not = [], should = [] } = filter
  return (
    must.every((condition) => holds(condition, payload)) &&
    !must_not.some((condition) => holds(condition, payload)) &&
    (should.length === 0 || should.some((condition) => holds(condition, payload)))
  )
}

function holds({ key, match, range, ...others }: Condition, payload: Record<string, unknown>): boolean {
  if (key === undefined || Object.keys(others).length > 0)
    throw new Refusal(400, 'the fake does not know this condition')
  const value = payload[key]
  if (value === undefined || value === null) return false
  if (match) return match.any ? match.any.includes(value) : match.value === value
  if (!range) throw new Refusal(400, 'the fake does not know this condition')
  const at = comparable(value)
  const checks = {
    gte: (x: number) => at >= x,
    gt: (x: number) => at > x,
    lte: (x: number) => at <= x,
    lt: (x: number) => at < x,
  }
  return Object.entries(checks).every(([name, check]) => {
    const bound = range[name as keyof typeof checks]
    return bound === undefined || bound === null || check(comparable(bound))
  })
}

const comparable = (value: unknown): number => (typeof value === 'number' ? value : Date.parse(String(value)))
