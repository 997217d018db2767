import type { Command } from 'commander'
import { systemClock } from '../../src/clock.ts'
import { createSignInLink } from '../../src/http/index.ts'
import { print, withWorkspace } from '../workspace.ts'

/** `sign-in`: a new one-time link for a browser. */
export function register(program: Command): void {
  program
    .command('sign-in')
    .description('print a one-time link that signs a browser in')
    .option('--json', 'print JSON')
    .action(async (options: { json?: boolean }) => {
      await withWorkspace(async ({ db, config, tenantId }) => {
        const baseUrl =
          config.publicUrl ?? `http://${config.host === '0.0.0.0' ? 'localhost' : config.host}:${config.port}`
        const link = await createSignInLink(db, { tenantId, baseUrl, now: systemClock.now() })
        print(options.json, { link }, link)
      })
    })
}
