import { type Command, Option } from 'commander'
import { acknowledgeAlert, type ListedAlert, listAlerts } from '../../src/alerts/index.ts'
import { getTrendRow, listRestatedUses } from '../../src/trends/index.ts'
import { countOf, idOf, instantOf } from '../arguments.ts'
import { print, table, withWorkspace } from '../workspace.ts'
import { registerDestinations } from './alert-destinations.ts'

/** `bellwether alerts …`: what the rules of trends raised, who has seen it, and what of its ground was taken back. */
export function register(program: Command): void {
  const alerts = program.command('alerts').description('alerts of trends: list, acknowledge, what was restated since')
  alerts
    .command('list')
    .description('alerts, newest first, with their deliveries')
    .option('--trend <trend>', 'slug or id')
    .addOption(
      new Option('--status <status>', 'open = the rule still holds, new = not acknowledged')
        .choices(['open', 'new', 'all'])
        .default('all'),
    )
    .option('--limit <count>', 'how many', countOf, 50)
    .option('--json', 'JSON on stdout')
    .action(async ({ trend, status, limit, json }) => {
      await withWorkspace(async ({ db, tenantId }) => {
        const which = trend === undefined ? {} : { trendId: (await getTrendRow(db, tenantId, trend)).id }
        const rows = await listAlerts(db, tenantId, { ...which, status, limit })
        const data = rows.map(({ alert, ...row }) => ({ ...alert, ...row }))
        print(json, data, () => (rows.length === 0 ? 'no alerts' : table(rows.map(describe))))
      })
    })
  registerDestinations(alerts)
  alerts
    .command('ack')
    .description('note that an alert was seen')
    .argument('<alert>', 'its id', idOf)
    .option('--note <text>')
    .option('--author <name>', 'who has seen it', 'command line')
    .action(async (id: string, { note, author }: { note?: string; author: string }) => {
      await withWorkspace(async ({ db, tenantId, now }) => {
        const given = { tenantId, id, actor: author, now, ...(note === undefined ? {} : { note }) }
        const { alert } = await acknowledgeAlert(db, given)
        console.log(`${alert.message}: seen by ${alert.acknowledgedBy}`)
      })
    })
  alerts
    .command('restated')
    .description('alerts, exports and reports whose evidence was corrected, withdrawn or regrouped after they used it')
    .option('--trend <trend>', 'slug or id')
    .option('--since <instant>', 'taken back since', instantOf)
    .option('--limit <count>', 'how many', countOf, 100)
    .option('--json', 'JSON on stdout')
    .action(async ({ trend, since, limit, json }) => {
      await withWorkspace(async ({ db, tenantId }) => {
        const which = trend === undefined ? {} : { trendId: (await getTrendRow(db, tenantId, trend)).id }
        const uses = await listRestatedUses(db, { tenantId, ...which, limit, ...(since ? { since } : {}) })
        print(json, uses, () =>
          uses.length === 0
            ? 'nothing that was used has been taken back'
            : uses
                .flatMap((use) => [
                  `${use.kind} of ${use.usedAt.toISOString()} on ${use.trend}: ${use.title} (${use.actor})`,
                  ...use.evidence.map(
                    (row) =>
                      `  ${row.signal} ${row.delta.toFixed(6)} → ${row.deltaNow?.toFixed(6) ?? 'nothing'}, ${row.cause} on ${row.retractedAt.toISOString()}: ${row.reason}`,
                  ),
                ])
                .join('\n'),
        )
      })
    })
}

function describe({ alert, slug, deliveries }: ListedAlert): string[] {
  const state = alert.clearedAt ? 'cleared' : 'open'
  return [
    alert.raisedAt.toISOString().slice(0, 16),
    slug,
    alert.kind,
    alert.acknowledgedBy ? `${state}, seen by ${alert.acknowledgedBy}` : state,
    alert.message,
    deliveries
      .map((row) => {
        const status =
          row.status === 'pending' && row.destinationState === 'paused' ? 'waits, as it is paused' : row.status
        return `${row.destination}: ${status}${row.lastError ? ` (${row.lastError})` : ''}`
      })
      .join('; '),
    alert.id,
  ]
}
