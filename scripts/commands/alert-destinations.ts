import { type Command, Option } from 'commander'
import {
  addDestination,
  type ListedDestination,
  listDestinations,
  removeDestination,
  retryDeliveries,
  sendTestAlert,
  setDestinationActive,
} from '../../src/alerts/index.ts'
import { commandLineActor, idOf } from '../arguments.ts'
import { print, table, withWorkspace } from '../workspace.ts'

interface AddOptions {
  kind: 'webhook' | 'email' | 'slack'
  url?: string
  secret?: string
  smtp?: string
  from?: string
  to?: string[]
  trend?: string[]
  allowPrivate?: boolean
}

/** `bellwether alerts destinations …`: where alerts are sent. */
export function registerDestinations(alerts: Command): void {
  const destinations = alerts.command('destinations').description('where alerts are sent; needs BELLWETHER_SECRET_KEY')
  destinations
    .command('add')
    .description(
      'add a webhook, a Slack-compatible address or mail recipients; addresses and secrets are kept encrypted',
    )
    .argument('<name>')
    .addOption(new Option('--kind <kind>').choices(['webhook', 'email', 'slack']).makeOptionMandatory())
    .option('--url <url>', 'of a webhook or Slack-compatible address')
    .option('--secret <secret>', 'that a webhook is signed with, at least 16 characters')
    .option('--smtp <url>', 'mail server, smtps://user:password@mail.example.com:465')
    .option('--from <address>', 'sender of mails')
    .option('--to <address...>', 'recipients of mails')
    .option('--trend <slug...>', 'only alerts of these trends')
    .option('--allow-private', 'may lie on this machine or a private network')
    .action(async (name: string, options: AddOptions) => {
      const { trend, allowPrivate, ...settings } = options
      await withWorkspace(async ({ db, keyring, tenantId, now, allowPrivateNetwork }) => {
        const allowed = allowPrivate ?? allowPrivateNetwork
        const actor = commandLineActor()
        const input = { tenantId, name, settings, trends: trend ?? [], allowPrivate: allowed, actor, now }
        const row = await addDestination(db, keyring, input)
        console.log(`${row.name}: alerts go to ${row.summary} from now on`)
      })
    })
  destinations
    .command('list')
    .description('destinations, without their secrets')
    .option('--json', 'JSON on stdout')
    .action(async ({ json }: { json?: boolean }) => {
      await withWorkspace(async ({ db, tenantId }) => {
        const rows = (await listDestinations(db, tenantId)).map(shown)
        print(json, rows, () =>
          rows.length === 0
            ? 'no destinations: alerts are only listed'
            : table(
                rows.map((row) => [
                  row.name,
                  row.kind,
                  row.summary,
                  row.trends.join(', ') || 'all trends',
                  row.isActive ? '' : 'paused',
                  row.pending > 0 ? `${row.pending} waiting` : '',
                  row.failed > 0 ? `${row.failed} failed` : '',
                ]),
              ),
        )
      })
    })
  destinations
    .command('test')
    .description('send a test message there at once')
    .argument('<name>')
    .action(async (name: string) => {
      await withWorkspace(async ({ db, keyring, tenantId, now, allowPrivateNetwork }) => {
        const { summary } = await sendTestAlert(db, keyring, { tenantId, name, allowPrivate: allowPrivateNetwork, now })
        console.log(`${name}: ${summary} took a test message`)
      })
    })
  for (const [command, isActive, description] of [
    ['pause', false, 'send nothing there for now; alerts raised meanwhile wait'],
    ['resume', true, 'send there again, also what waited, unless it is over or acknowledged by now'],
  ] as const)
    destinations
      .command(command)
      .description(description)
      .argument('<name>')
      .action(async (name: string) => {
        await withWorkspace(async ({ db, tenantId, now }) => {
          const actor = commandLineActor()
          const { pending } = await setDestinationActive(db, { tenantId, name, isActive, actor, now })
          console.log(`${name}: ${isActive ? 'active' : 'paused'}, ${pending} waiting`)
        })
      })
  destinations
    .command('retry')
    .description('send alerts there again whose delivery was given up')
    .argument('<name>')
    .option(
      '--alert <id...>',
      'these, also when they were passed over on resuming; all that failed when missing',
      (id: string, before: string[] = []) => [...before, idOf(id)],
    )
    .action(async (name: string, { alert }: { alert?: string[] }) => {
      await withWorkspace(async ({ db, tenantId, now }) => {
        const request = { tenantId, name, alertIds: alert, actor: commandLineActor(), now }
        console.log(`${name}: ${await retryDeliveries(db, request)} tried again within a minute`)
      })
    })
  destinations
    .command('remove')
    .description('send nothing there any more and forget its secrets; what was sent stays on record')
    .argument('<name>')
    .action(async (name: string) => {
      await withWorkspace(({ db, tenantId, now }) =>
        removeDestination(db, { tenantId, name, actor: commandLineActor(), now }),
      )
    })
}

const shown = (row: ListedDestination) => ({
  ...{ name: row.name, kind: row.kind, summary: row.summary, trends: row.trends, isActive: row.isActive },
  ...{ allowPrivate: row.allowPrivate, createdAt: row.createdAt, pending: row.pending, failed: row.failed },
})
