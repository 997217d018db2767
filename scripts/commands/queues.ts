import type { Command } from 'commander'
import { InputError, messageOf } from '../../src/errors.ts'
import { reconcile } from '../../src/queue/index.ts'
import { print, readJson, table, withWorkspace } from '../workspace.ts'

/** How long a command waits for the queue. */
const timeoutMs = 5_000

/** `enqueue` and `reconcile`: putting work into the queues by hand. */
export function register(program: Command): void {
  program
    .command('enqueue')
    .description('enqueue a run of a stage; without a payload, everything the tables say is due for it')
    .argument('<queue>', 'for example normalize')
    .argument('[json]', 'the payload as JSON, or @file')
    .option('--json', 'print JSON')
    .action(async (name: string, payload: string | undefined, options: { json?: boolean }) => {
      await withWorkspace(async ({ queues, db, now }) => {
        queues.queue(name)
        const job = queues.jobs.find((candidate) => candidate.name === name)
        if (!job) return
        const payloads = payload === undefined ? await job.due({ db, now }) : [parse(payload)]
        const ids = await queues.enqueueAll(
          payloads.map((entry) => ({ job, payload: entry })),
          { timeoutMs },
        )
        print(options.json, { queue: name, jobIds: ids }, () =>
          ids.length ? `Enqueued ${ids.length} on ${name}: ${ids.join(', ')}` : `Nothing is due for ${name}.`,
        )
      })
    })
  program
    .command('reconcile')
    .description('ask every stage what the tables say is due and enqueue it')
    .option('--json', 'print JSON')
    .action(async (options: { json?: boolean }) => {
      await withWorkspace(async (workspace) => {
        const enqueued = await reconcile({ ...workspace, timeoutMs })
        print(options.json, enqueued, () => table(Object.entries(enqueued)))
      })
    })
}

function parse(payload: string): unknown {
  try {
    return readJson(payload)
  } catch (error) {
    throw new InputError(`The payload is not JSON: ${messageOf(error)}`)
  }
}
