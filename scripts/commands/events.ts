import { type Command, InvalidArgumentError, Option } from 'commander'
import { activityState, epistemicState, momentumState } from '../../src/db/schema/index.ts'
import {
  type EventFilter,
  getEvent,
  listEvents,
  listEvidenceOfEvent,
  listItemsOfEvent,
  listLineage,
  listRelatedEvents,
  listTwins,
} from '../../src/events/index.ts'
import { idOf, instantOf } from '../arguments.ts'
import { print, table, withWorkspace } from '../workspace.ts'
import { registerChanges } from './event-changes.ts'
import { eventText } from './event-text.ts'

/** `bellwether events …`: list and show them, and change which items belong to them. */
export function register(program: Command): void {
  const events = program.command('events').description('what the items report: list, show, merge and split events')
  registerChanges(events)
  events
    .command('list')
    .description('events by rank or by time')
    .addOption(new Option('--sort <order>').choices(['rank', 'recent']).default('rank'))
    .addOption(new Option('--momentum <states...>', 'any of these').choices(momentumState.enumValues))
    .addOption(new Option('--activity <states...>', 'any of these').choices(activityState.enumValues))
    .addOption(new Option('--epistemic <states...>', 'any of these').choices(epistemicState.enumValues))
    .option('--category <topic>')
    .option('--country <code>', 'ISO 3166-1 alpha-2')
    .option('--place <name>', 'part of the name of a place')
    .option('--language <code>')
    .option('--from <instant>', 'with news at or after this', instantOf)
    .option('--to <instant>', 'first seen at or before this', instantOf)
    .option('--words <words>', 'full text')
    .option('--limit <count>', 'rows', countOf, 20)
    .option('--after <event>', 'go on after this one, the last of the page before', idOf)
    .option('--json', 'JSON on stdout')
    .action(async ({ json, after, ...filter }: Omit<EventFilter, 'after'> & { json?: boolean; after?: string }) => {
      await withWorkspace(async ({ db, tenantId }) => {
        const last = after === undefined ? undefined : await getEvent(db, tenantId, after)
        const rows = await listEvents(db, tenantId, { ...filter, after: last })
        print(json, rows, () =>
          table([
            ['rank', 'items', 'owners', 'state', 'momentum', 'last news', 'id', 'headline'],
            ...rows.map((row) => [
              row.rank,
              row.itemCount,
              row.independentSourceCount,
              row.epistemicState,
              row.momentumState,
              row.lastUpdatedAt.toISOString().slice(0, 16),
              row.id,
              row.headline.slice(0, 100),
            ]),
          ]),
        )
      })
    })
  events
    .command('show')
    .description('one event with its items, its history and the trends it moves')
    .argument('<id>', 'the event', idOf)
    .option('--json', 'JSON on stdout')
    .action(async (id: string, { json }: { json?: boolean }) => {
      await withWorkspace(async ({ db, tenantId }) => {
        const event = await getEvent(db, tenantId, id)
        const [items, lineage, evidence, related, toldIn] = await Promise.all([
          listItemsOfEvent(db, tenantId, id, { limit: 500 }),
          listLineage(db, tenantId, id),
          listEvidenceOfEvent(db, tenantId, id),
          listRelatedEvents(db, event),
          listTwins(db, event),
        ])
        const told = { ...event, items, lineage, evidence, related, toldIn }
        print(json, told, () => eventText(told))
      })
    })
}

function countOf(text: string): number {
  const count = Number(text)
  if (!Number.isInteger(count) || count < 1 || count > 1_000) throw new InvalidArgumentError('expected 1 to 1000')
  return count
}
