export { listDuePages } from './articles/due-pages.ts'
export { readPages } from './articles/read-pages.ts'
export { expectSourceVersion, requestCheck, resetBackoff, setFullText, setSourceActive } from './change-source.ts'
export { checkSources } from './check-sources.ts'
export { connectorNames, listConnectors } from './connectors/index.ts'
export { parseFeedDate } from './feed/dates.ts'
export { parseFeed } from './feed/parse-feed.ts'
export { feedItems, type IdentityRule } from './feed-items.ts'
export { type FeedLink, WebPageError } from './find-feed-links.ts'
export { checkAddress, guardedLookup, RefusedAddressError } from './http/addresses.ts'
export { postJson } from './http/post-json.ts'
export { importSources } from './import-sources.ts'
export { type IngestEntry, type IngestedItems, ingestItems } from './ingest-items.ts'
export { oncePerKey, wasAnswered } from './ingest-requests.ts'
export type { NewSource } from './new-source.ts'
export { readOpml, writeOpml } from './opml.ts'
export { previewSource, type SourcePreview } from './preview-source.ts'
export {
  getSource,
  getSourceByIdOrName,
  listDueSourceIds,
  listSources,
  type SourceDetail,
  type SourceRow,
  saveSource,
} from './queries.ts'
export { recordItem } from './record-item.ts'
export { splitArray } from './split-array.ts'
export { gunzipped, splitLines } from './split-lines.ts'
export { findWebhookSource } from './webhook.ts'
