import type { Command } from 'commander'
import { verifyServices } from '../../src/verify.ts'
import { print, readConfig } from '../workspace.ts'

/** `verify`: looks at every service and says in plain words what is wrong. */
export function register(program: Command): void {
  program
    .command('verify')
    .description('check every service; exit code 1 when something is wrong')
    .option('--json', 'print JSON')
    .action(async (options: { json?: boolean }) => {
      const findings = await verifyServices(readConfig())
      print(options.json, findings, () =>
        findings
          .map((finding) => `${finding.ok ? 'ok   ' : 'WRONG'}  ${finding.service}: ${finding.message}`)
          .join('\n'),
      )
      if (findings.some((finding) => !finding.ok)) process.exitCode = 1
    })
}
