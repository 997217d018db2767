import { findingsIn, type ItemWithHistory, type ListedItem, type listCopies, revisionDiff } from '../../items/index.ts'
import type { listEvidenceOfItem } from '../../trends/index.ts'
import type { Item, ItemDetail } from '../contract.ts'
import { presentEventReference } from './event.ts'
import { iso } from './instant.ts'

export const presentItem = ({ seq: _, ...row }: ListedItem): Item => ({
  ...row,
  publishedAt: iso(row.publishedAt),
  fetchedAt: row.fetchedAt.toISOString(),
  deletedAt: iso(row.deletedAt),
  retractedAt: iso(row.retractedAt),
})

type Rows<T extends (...args: never[]) => unknown> = Awaited<ReturnType<T>>

export const presentItemDetail = (
  { listed, item, event, revisions }: ItemWithHistory,
  copies: Rows<typeof listCopies>,
  evidence: Rows<typeof listEvidenceOfItem>,
): ItemDetail => ({
  ...presentItem(listed),
  text: item.text,
  canonicalUrl: item.canonicalUrl,
  connector: item.connector,
  languageConfidence: item.languageConfidence,
  contentHash: item.contentHash,
  sentiment: item.sentiment,
  topics: item.topics,
  entities: item.entities,
  geo: item.geo,
  confidenceScore: item.confidenceScore,
  engagement: { views: item.views, likes: item.likes, shares: item.shares, comments: item.comments },
  ingestedAt: item.ingestedAt.toISOString(),
  revisedAt: iso(item.revisedAt),
  attempts: item.attempts,
  embeddingError: item.embeddingError,
  enrichmentMetadata: item.enrichmentMetadata,
  findings: findingsIn(item.enrichmentMetadata),
  copies: copies.map((row) => ({ ...row, publishedAt: iso(row.publishedAt) })),
  evidence: evidence.map((row) => ({
    ...row,
    effectiveAt: row.effectiveAt.toISOString(),
    retractedAt: iso(row.retractedAt),
  })),
  event: event && presentEventReference(event),
  revisions: revisions.map((revision, i) => ({
    id: revision.id,
    revision: revision.revision,
    title: revision.title,
    text: revision.text,
    reason: revision.reason,
    notice: revision.notice,
    foundIn: revision.foundIn,
    replacedAt: revision.replacedAt.toISOString(),
    diff: revisionDiff(wordsOf(revision), wordsOf(revisions[i + 1] ?? item)),
  })),
})

const wordsOf = ({ title, text }: { title: string; text: string }) => `${title}\n\n${text}`
