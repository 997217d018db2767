import { readArticles } from './gdelt-articles.ts'
import { gdeltConfig } from './gdelt-config.ts'
import { readQuarterHour } from './gdelt-files.ts'
import { definePagedConnector } from './read-pages.ts'

/** News GDELT has seen: a query of its DOC 2.0 API, or the files it publishes every 15 minutes. */
export const gdelt = definePagedConnector({
  name: 'gdelt',
  config: gdeltConfig,
  intervalSeconds: 900,
  // GDELT asks for one request in five seconds, whatever is asked and from however many machines of one user.
  gapSeconds: 5.5,
  order: 'oldest-first',
  // Articles are found up to an hour late; the files never change.
  overlapMinutes: ({ files }) => (files === undefined ? 60 : 0),
  page: (request) => (request.config.files === undefined ? readArticles(request) : readQuarterHour(request)),
})
