import { writeFileSync } from 'node:fs'
import { type Command, Option } from 'commander'
import { evidenceCsv, exportEvidence } from '../../src/trends/index.ts'
import { instantOf } from '../arguments.ts'
import { withWorkspace } from '../workspace.ts'

interface EvidenceOptions {
  format: 'csv' | 'json'
  out?: string
  status: 'active' | 'retracted' | 'all'
  signal?: string
  from?: Date
  to?: Date
  author: string
}

/** `bellwether trends evidence`: evidence to take along. */
export function registerEvidence(trends: Command): void {
  trends
    .command('evidence')
    .description(
      'export the evidence of a trend; the export is on record, and "alerts restated" names it when any is taken back',
    )
    .argument('<trend>', 'slug or id')
    .addOption(new Option('--format <format>').choices(['csv', 'json']).default('csv'))
    .option('--out <file>', 'where to write it; stdout when missing')
    .addOption(
      new Option('--status <status>', 'what counts now, what once counted, or both')
        .choices(['active', 'retracted', 'all'])
        .default('active'),
    )
    .option('--signal <signal>', 'of one indicator')
    .option('--from <instant>', 'that happened then or later', instantOf)
    .option('--to <instant>', 'that happened then or earlier', instantOf)
    .option('--author <name>', 'who takes it along', 'command line')
    .action(async (trend: string, { format, out, author, ...filter }: EvidenceOptions) => {
      await withWorkspace(async ({ db, tenantId, now }) => {
        // An export that could not be written is none to keep on record.
        await db.transaction(async (tx) => {
          const rows = await exportEvidence(tx, { tenantId, trend, filter, actor: author, now })
          const text = format === 'csv' ? evidenceCsv(rows) : `${JSON.stringify(rows, null, 2)}\n`
          if (out === undefined) process.stdout.write(text)
          else {
            writeFileSync(out, text)
            console.error(`${rows.length} pieces of evidence in ${out}`)
          }
        })
      })
    })
}
