import { asc, eq } from 'drizzle-orm'
import { beforeEach } from 'vitest'
import { newId } from '../../src/db/id.ts'
import { items, sources, tenants } from '../../src/db/schema/index.ts'
import { type NewItemInput, normalizeItems, saveItems } from '../../src/items/index.ts'
import type { useDatabase } from '../support/database.ts'

export const now = new Date('2025-06-01T12:00:00Z')
export const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000)

export const wire =
  'The central bank of Norland raised its key interest rate by half a percentage point on Tuesday, saying inflation remained far above target and that further rises could follow before the summer.'

/** A workspace of its own for every test, with two sources whose items are saved, normalised and read back. */
export function useWorkspace(database: ReturnType<typeof useDatabase>) {
  const workspace = { tenantId: '', own: '', other: '', save, stored, run }
  beforeEach(async () => {
    workspace.tenantId = `t-${newId(now)}`
    await database.db.insert(tenants).values({ id: workspace.tenantId, name: workspace.tenantId })
    workspace.own = await source('Desk', { owner: 'Desk Media', url: 'https://desk.example/rss' })
    workspace.other = await source('Other', { url: 'https://other.example/feed' })
  })

  async function source(name: string, values: Partial<typeof sources.$inferInsert> = {}): Promise<string> {
    const id = newId(now)
    const row = { id, tenantId: workspace.tenantId, connector: 'rss', name, createdAt: now, updatedAt: now, ...values }
    await database.db.insert(sources).values(row)
    return id
  }
  function save(entries: NewItemInput[], sourceId = workspace.own) {
    return saveItems(database.db, { tenantId: workspace.tenantId, sourceId, entries, now })
  }
  function stored() {
    return database.db.select().from(items).where(eq(items.tenantId, workspace.tenantId)).orderBy(asc(items.seq))
  }
  async function run(itemIds?: string[]) {
    const ids = itemIds ?? (await stored()).map((row) => row.id)
    return normalizeItems(database.db, { tenantId: workspace.tenantId, now, itemIds: ids, lockMs: 30_000 })
  }
  return workspace
}
