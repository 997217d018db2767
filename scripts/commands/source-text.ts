import type { SourceDetail, SourcePreview, SourceRow } from '../../src/sources/index.ts'
import { table } from '../workspace.ts'

const checksShown = 20

/** A table of sources with their health. */
export function overview(rows: readonly SourceRow[]): string {
  const heading = ['name', 'status', 'every', 'last success', 'next check', 'failures', 'what is wrong']
  return table([
    heading,
    ...rows.map((row) => [
      row.name,
      row.status,
      row.intervalSeconds === null ? 'never' : `${Math.round(row.intervalSeconds / 60)} min`,
      minute(row.lastSuccessAt),
      minute(row.nextCheckAt),
      row.consecutiveFailures,
      row.disabledReason ?? row.lastError ?? row.lastWarnings[0],
    ]),
  ])
}

/** One source: what it is, how it fares, and its latest checks, newest first. */
export function sourceText(source: SourceDetail): string {
  const { name, connector, url, owner, tier, reporting, credibilityScore, checks } = source
  const lines: [string, string | false | null | undefined][] = [
    ['address', url],
    ['owner', owner],
    ['weighs as', `${tier}, ${reporting}, credibility ${credibilityScore.toFixed(2)}`],
    ['status', source.isActive ? source.status : 'disabled'],
    ['every', source.intervalSeconds === null ? 'never polled' : `${Math.round(source.intervalSeconds / 60)} min`],
    ['last success', minute(source.lastSuccessAt)],
    ['last new item', minute(source.lastNewItemAt)],
    ['next check', minute(source.nextCheckAt)],
    ['silent since', source.silentSince && minute(source.silentSince)],
    ['failures', source.consecutiveFailures > 0 && `${source.consecutiveFailures} in a row`],
    ['backs off until', source.backoffUntil && minute(source.backoffUntil)],
    ['last error', source.lastError],
    ['switched off', source.disabledReason],
    ['full text', source.fullText && 'read from the article pages'],
    ['items', source.itemCount.toLocaleString('en')],
    ...source.lastWarnings.map((warning): [string, string] => ['warning', warning]),
  ]
  const heading = ['checked', 'outcome', 'answer', 'entries', 'new', 'edited', 'ms', 'error']
  return [
    `${name} (${connector}, ${source.id})`,
    table(lines.filter(([, value]) => value).map(([what, value]) => [`  ${what}`, value || ''])),
    ...(checks.length === 0 ? ['It was never read.'] : ['']),
    ...(checks.length === 0
      ? []
      : [
          table([
            heading,
            ...checks
              .slice(0, checksShown)
              .map((check) => [
                minute(check.checkedAt),
                check.outcome,
                check.statusCode,
                check.entries,
                check.inserted,
                check.revised,
                check.durationMs,
                check.error,
              ]),
          ]),
        ]),
  ].join('\n')
}

/** What a source would bring. */
export function previewText(preview: SourcePreview): string {
  const { title, language, warnings, movedTo, entries, bytes } = preview
  return [
    `${title ?? 'untitled'}${language ? ` (${language})` : ''}: ${entries.length} entries, ${bytes} bytes`,
    ...(movedTo ? [`It has moved to ${movedTo}`] : []),
    ...warnings.map((warning) => `Warning: ${warning}`),
    ...entries
      .slice(-10)
      .reverse()
      .map((entry) => `${minute(entry.publishedAt)}  ${entry.title ?? entry.externalId}`),
  ].join('\n')
}

function minute(date: Date | null | undefined): string {
  return date ? `${date.toISOString().slice(0, 16).replace('T', ' ')}` : '–'
}
