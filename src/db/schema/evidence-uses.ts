import { index, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { instant, tenantId } from './columns.ts'
import { trends } from './trends.ts'

/** Evidence that left the workspace or made somebody act: named again when any of it is restated. */
export const evidenceUses = pgTable(
  'evidence_uses',
  {
    id: uuid('id').primaryKey(),
    tenantId: tenantId(),
    trendId: uuid('trend_id')
      .notNull()
      .references(() => trends.id, { onDelete: 'cascade' }),
    kind: text('kind').$type<'alert' | 'export' | 'report'>().notNull(),
    /** Id of the alert or report; null for an export, which is known by its title. */
    refId: uuid('ref_id'),
    title: text('title').notNull(),
    actor: text('actor').notNull(),
    evidenceIds: uuid('evidence_ids').array().notNull(),
    usedAt: instant('used_at').notNull(),
  },
  (t) => [
    index('evidence_uses_evidence').using('gin', t.evidenceIds),
    index('evidence_uses_used').on(t.tenantId, t.usedAt),
    index('evidence_uses_ref').on(t.refId),
  ],
)
