import { integer, pgTable, text } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'

/** A host of the web and what its robots.txt asks for; whose turn it is to ask it is in `request_turns`. */
export const webHosts = pgTable('web_hosts', {
  /** Name and port, as in an address. */
  host: text('host').primaryKey(),
  robots: text('robots'),
  robotsStatus: integer('robots_status'),
  /** Clock time. */
  robotsReadAt: instant('robots_read_at'),
})
