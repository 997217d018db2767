export { requestCheck, resetBackoff, setSourceActive } from './change-source.ts'
export { type CheckCounts, checkSources } from './check-sources.ts'
export { defaultCredibility } from './credibility.ts'
export { parseFeedDate } from './feed/dates.ts'
export { parseFeed } from './feed/parse-feed.ts'
export type { FeedText, ParsedEntry, ParsedFeed } from './feed/parsed-feed.ts'
export { type FeedLink, findFeedLinks } from './find-feed-links.ts'
export { type ImportReport, importSources } from './import-sources.ts'
export { type IngestEntry, type IngestedItems, ingestItems } from './ingest-items.ts'
export { type NewSource, newSource } from './new-source.ts'
export { readOpml, writeOpml } from './opml.ts'
export { previewSource, type SourcePreview } from './preview-source.ts'
export {
  getSource,
  getSourceByIdOrName,
  listDueSourceIds,
  listSources,
  type SourceCheckRow,
  type SourceDetail,
  type SourceRow,
  saveSource,
} from './queries.ts'
export { type FieldMap, type RecordItem, recordItem } from './record-item.ts'
