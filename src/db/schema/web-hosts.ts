import { integer, pgTable, text } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'

/** A host of the web as all processes together treat it: one request at a time, and what its robots.txt asks for. */
export const webHosts = pgTable('web_hosts', {
  /** Name and port, as in an address. */
  host: text('host').primaryKey(),
  /** Nobody may send it a request before this instant of real time: somebody is reading, or has just read. */
  heldUntil: instant('held_until').notNull(),
  /** It asked to be left alone until then (clock time). */
  pausedUntil: instant('paused_until'),
  robots: text('robots'),
  robotsStatus: integer('robots_status'),
  /** Clock time. */
  robotsReadAt: instant('robots_read_at'),
})
