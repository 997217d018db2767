import { cleanText } from '../../items/index.ts'
import type {
  FeedLink,
  SourceDetail as SourceDetailRow,
  SourcePreview as SourcePreviewRead,
  SourceRow,
} from '../../sources/index.ts'
import type { Source, SourceDetail, SourcePreview } from '../contract.ts'
import { iso } from './instant.ts'

export const presentSource = (row: SourceRow): Source => ({
  id: row.id,
  connector: row.connector,
  name: row.name,
  url: row.url && withoutPassword(row.url),
  owner: row.owner,
  tier: row.tier,
  reporting: row.reporting,
  language: row.language,
  country: row.country,
  credibilityScore: row.credibilityScore,
  fullText: row.fullText,
  isActive: row.isActive,
  isSample: row.isSample,
  status: row.status,
  intervalSeconds: row.intervalSeconds,
  nextCheckAt: iso(row.nextCheckAt),
  lastFetchedAt: iso(row.lastFetchedAt),
  lastSuccessAt: iso(row.lastSuccessAt),
  lastNewItemAt: iso(row.lastNewItemAt),
  silentSince: iso(row.silentSince),
  consecutiveFailures: row.consecutiveFailures,
  backoffUntil: iso(row.backoffUntil),
  lastError: row.lastError,
  lastWarnings: row.lastWarnings,
  disabledReason: row.disabledReason,
  version: row.version,
})

export const presentSourceDetail = (row: SourceDetailRow): SourceDetail => ({
  ...presentSource(row),
  config: withoutSecrets(row.config),
  minIntervalSeconds: row.minIntervalSeconds,
  maxIntervalSeconds: row.maxIntervalSeconds,
  etag: row.etag,
  lastModified: row.lastModified,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
  itemCount: row.itemCount,
  checks: row.checks.map((check) => ({
    id: check.id,
    checkedAt: check.checkedAt.toISOString(),
    outcome: check.outcome,
    statusCode: check.statusCode,
    durationMs: check.durationMs,
    bytes: check.bytes,
    entries: check.entries,
    inserted: check.inserted,
    revised: check.revised,
    error: check.error,
    jobId: check.jobId,
  })),
})

/** `https://name:…@host/`: whoever may look at a source need not know its password. */
function withoutPassword(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (!url?.password) return address
  url.password = '…'
  return url.href.replace(encodeURIComponent('…'), '…')
}

/** Headers a feed is asked with may hold secrets: their values stay here. */
function withoutSecrets(config: Record<string, unknown>): Record<string, unknown> {
  const { headers } = config
  if (typeof headers !== 'object' || headers === null) return config
  return { ...config, headers: Object.fromEntries(Object.keys(headers).map((name) => [name, '…'])) }
}

/** An address that leads to a web page brings nothing itself, but names feeds that would. */
export const presentWebPage = (feeds: readonly FeedLink[]): SourcePreview => ({
  title: null,
  language: null,
  warnings: ['the address leads to a web page, not to a feed'],
  movedTo: null,
  entries: [],
  entryCount: 0,
  feeds: [...feeds],
})

const previewed = 100

export const presentPreview = (preview: SourcePreviewRead): SourcePreview => ({
  title: preview.title,
  language: preview.language,
  warnings: preview.warnings,
  movedTo: preview.movedTo,
  entries: preview.entries.slice(-previewed).map((entry) => ({
    externalId: entry.externalId,
    title: entry.title ?? null,
    url: entry.url ?? null,
    author: entry.author ?? null,
    excerpt: cleanText(entry.text.slice(0, 2_000)).slice(0, 300),
    publishedAt: iso(entry.publishedAt ?? null),
  })),
  entryCount: preview.entries.length,
  feeds: [],
})
