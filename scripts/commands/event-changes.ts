import { userInfo } from 'node:os'
import { type Command, InvalidArgumentError } from 'commander'
import { type LineageRow, mergeEvents, moveItems, splitEvent, undoChange } from '../../src/events/index.ts'
import { idOf } from '../arguments.ts'
import { print, withWorkspace } from '../workspace.ts'

interface Options {
  reason: string
  by: string
  ifVersion?: number
  json?: boolean
}

/** `bellwether events merge|split|move|undo`. */
export function registerChanges(events: Command): void {
  change(events, 'merge', 'make an event part of another one; both must be of one language')
    .argument('<event>', 'the event that goes', idOf)
    .argument('<into>', 'the event that stays', idOf)
    .action((eventId: string, into: string, options: Options) =>
      carryOut(options, (db, request) => mergeEvents(db, { ...request, eventId, into })),
    )
  change(events, 'split', 'take items out of an event into a new one')
    .argument('<event>', 'the event', idOf)
    .requiredOption('--items <ids...>', 'items that go', idsOf)
    .action((eventId: string, options: Options & { items: string[] }) =>
      carryOut(options, (db, request) => splitEvent(db, { ...request, eventId, itemIds: options.items })),
    )
  change(events, 'move', 'move items of an event to another one')
    .argument('<event>', 'the event they are in', idOf)
    .requiredOption('--items <ids...>', 'items that go', idsOf)
    .requiredOption('--to <event>', 'the event they belong to', idOf)
    .action((eventId: string, options: Options & { items: string[]; to: string }) =>
      carryOut(options, (db, request) =>
        moveItems(db, { ...request, eventId, itemIds: options.items, to: options.to }),
      ),
    )
  change(events, 'undo', 'take a merge, split or move back; "events show" lists them with their ids')
    .argument('<change>', 'id of the change', idOf)
    .action((lineageId: string, options: Options) =>
      carryOut(options, (db, request) => undoChange(db, { ...request, lineageId })),
    )
}

function change(events: Command, name: string, description: string): Command {
  const command = events
    .command(name)
    .description(description)
    .requiredOption('--reason <text>', 'why; kept in the history of both events', reasonOf)
    .option('--by <name>', 'who decides', userInfo().username)
    .option('--json', 'JSON on stdout')
  // an undo asks about the change itself
  return name === 'undo'
    ? command
    : command.option('--if-version <number>', 'refuse when the event is in another version by now', versionOf)
}

type Run = (
  db: Parameters<typeof mergeEvents>[0],
  request: { tenantId: string; actor: string; reason: string; now: Date; version: number | undefined },
) => Promise<LineageRow>

async function carryOut({ reason, by, ifVersion, json }: Options, run: Run): Promise<void> {
  await withWorkspace(async ({ db, tenantId, now }) => {
    const row = await run(db, { tenantId, actor: by, reason, now, version: ifVersion })
    print(
      json,
      row,
      [
        `${row.undoneAt ? 'undone: ' : ''}${row.kind} of ${row.itemIds.length} items, ${row.fromEventId} → ${row.toEventId}`,
        row.undoneAt ? '' : `to take it back: bellwether events undo ${row.id} --reason "…"`,
        'The trends they move follow within a minute while Bellwether runs.',
      ]
        .filter((line) => line !== '')
        .join('\n'),
    )
  })
}

function idsOf(text: string, before: string[] = []): string[] {
  return [
    ...before,
    ...text
      .split(',')
      .filter((part) => part !== '')
      .map(idOf),
  ]
}

function reasonOf(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('say why in a few words.')
  return text.trim()
}

function versionOf(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('expected a whole number.')
  return Number(text)
}
