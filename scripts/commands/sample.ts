import type { Command } from 'commander'
import { installSample, removeSample } from '../../src/sample/index.ts'
import { print, withWorkspace } from '../workspace.ts'

/** `bellwether sample install|remove`: the invented workspace to look around in. */
export function register(program: Command): void {
  const sample = program.command('sample').description('the sample workspace: invented sources, reports and trends')

  sample
    .command('install')
    .description('load it, or what is missing of it; its three weeks of news end now')
    .option('--json', 'print JSON')
    .action(async (options: { json?: boolean }) => {
      await withWorkspace(async ({ db, tenantId, now }) => {
        const installed = await installSample(db, { tenantId, now })
        const { sources, items, trends } = installed
        print(options.json, installed, `The sample is there: ${sources} sources, ${trends} trends, ${items} new items.`)
      })
    })

  sample
    .command('remove')
    .description('take it away with everything made from it; your own sources and trends stay')
    .option('--json', 'print JSON')
    .action(async (options: { json?: boolean }) => {
      await withWorkspace(async ({ db, vectors, matcher, tenantId, now }) => {
        const removed = await removeSample(db, { tenantId, now, vectors, matcher })
        const { sources, items, events, trends } = removed
        const text = sources + trends === 0 ? 'There is no sample here.' : undefined
        print(
          options.json,
          removed,
          text ?? `Removed ${sources} sources, ${items} items, ${events} events and ${trends} trends of the sample.`,
        )
      })
    })
}
