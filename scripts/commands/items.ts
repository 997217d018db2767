import type { Command } from 'commander'
import { getItem, type ItemWithHistory, revisionDiff } from '../../src/items/index.ts'
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
        print(options.json, found, () => itemText(found))
      }),
    )
}

function itemText({ item, listed, revisions }: ItemWithHistory): string {
  const texts = [...revisions.map((row) => `${row.title}\n\n${row.text}`), `${item.title}\n\n${item.text}`]
  return [
    item.title,
    `${listed.sourceName} · ${item.publisher ?? ''} · ${item.publishedAt?.toISOString() ?? 'no date'} · ${item.language ?? ''}`,
    item.canonicalUrl ?? item.url ?? '',
    ...(item.duplicateOf ? [`Repeats ${item.duplicateOf} (${item.duplicateKind})`] : []),
    ...(item.deletedAt ? [`Withdrawn by its source ${item.deletedAt.toISOString()}`] : []),
    ...(item.retractedAt ? [`Retracted by its source ${item.retractedAt.toISOString()}`] : []),
    ...['date', 'text', 'correction'].flatMap((key) =>
      item.enrichmentMetadata[key] ? [`${key}: ${JSON.stringify(item.enrichmentMetadata[key])}`] : [],
    ),
    '',
    item.text,
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
