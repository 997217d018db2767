import type { Command } from 'commander'
import { findingsIn, getItem, type ItemWithHistory, listCopies, revisionDiff } from '../../src/items/index.ts'
import { listEvidenceOfItem } from '../../src/trends/index.ts'
import { print, withWorkspace } from '../workspace.ts'

/** `items show ID`: an item with what was found in it, its copies and its edits. */
export function register(program: Command): void {
  program
    .command('items')
    .description('what was read')
    .command('show')
    .description('an item: its text, where it was copied from, and what its source changed')
    .argument('<id>')
    .option('--json', 'print JSON')
    .action((id: string, options: { json?: boolean }) =>
      withWorkspace(async ({ db, tenantId }) => {
        const found = await getItem(db, tenantId, id)
        const [copies, evidence] = await Promise.all([
          listCopies(db, tenantId, found.item),
          listEvidenceOfItem(db, tenantId, id),
        ])
        // Node writes no JSON for the 64-bit fingerprint of the words.
        const { simhash, fts: _, ...item } = found.item
        const data = { ...found, item: { ...item, simhash: simhash?.toString() ?? null }, copies, evidence }
        print(options.json, data, () => itemText(found, copies, evidence))
      }),
    )
}

type Rows<T extends (...args: never[]) => unknown> = Awaited<ReturnType<T>>

function itemText(
  { item, listed, event, revisions }: ItemWithHistory,
  copies: Rows<typeof listCopies>,
  evidence: Rows<typeof listEvidenceOfItem>,
): string {
  const texts = [...revisions.map((row) => `${row.title}\n\n${row.text}`), `${item.title}\n\n${item.text}`]
  const { date, text, correction, topics, sentiment } = findingsIn(item.enrichmentMetadata)
  return [
    item.title,
    `${listed.sourceName} · ${item.publisher ?? ''} · ${item.publishedAt?.toISOString() ?? 'no date'} · ${item.language ?? ''}`,
    item.canonicalUrl ?? item.url ?? '',
    ...(event ? [`Part of ${event.headline} (${event.id})`] : []),
    ...(item.deletedAt ? [`Withdrawn by its source ${item.deletedAt.toISOString()}`] : []),
    ...(item.retractedAt ? [`Retracted by its source ${item.retractedAt.toISOString()}`] : []),
    ...(date
      ? [`Date from ${date.from}, because the source's was ${date.problem}${date.given ? ` (${date.given})` : ''}`]
      : []),
    ...(text ? [`Text from the ${text.from}: ${text.why}`] : []),
    ...(correction ? [`It says itself: “${correction.said}”`] : []),
    ...(topics.length ? [`Topics: ${topics.map(({ topic, confidence }) => `${topic} ${confidence}`).join(', ')}`] : []),
    ...(sentiment ? [`Tone ${sentiment.value} (confidence ${sentiment.confidence})`] : []),
    ...(item.entities.length
      ? [`Names: ${item.entities.map(({ name, kind, confidence }) => `${name} (${kind} ${confidence})`).join(', ')}`]
      : []),
    '',
    item.text,
    ...(copies.length ? ['', 'Where else it stands:'] : []),
    ...copies.map((row) => `  ${row.kind ?? 'first'}  ${row.publisher ?? row.sourceName}: ${row.title} (${row.id})`),
    ...(evidence.length ? ['', 'Evidence it gave:'] : []),
    ...evidence.map(
      (row) =>
        `  ${row.delta.toFixed(3)} ${row.trendSlug} ${row.signal}${row.retractedAt ? `, taken back: ${row.retractionReason ?? ''}` : ''}`,
    ),
    ...revisions.flatMap((row, i) => [
      '',
      `— ${row.reason} ${row.replacedAt.toISOString()} (${row.foundIn})${row.notice ? `: ${row.notice}` : ''}`,
      marked(texts[i] ?? '', texts[i + 1] ?? ''),
    ]),
  ].join('\n')
}

/** Removed words as [-…-], added ones as {+…+}. */
function marked(before: string, after: string): string {
  const marks = { same: ['', ''], added: ['{+', '+}'], removed: ['[-', '-]'] } as const
  return revisionDiff(before, after)
    .map(({ kind, text }) => `${marks[kind][0]}${text}${marks[kind][1]}`)
    .join('')
}
