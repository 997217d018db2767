export { parseFeed } from './feed/parse-feed.ts'
export type { FeedText, ParsedEntry, ParsedFeed } from './feed/parsed-feed.ts'
