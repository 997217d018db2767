import { text } from 'node:stream/consumers'
import type { Command } from 'commander'
import { rotateDestinations } from '../../src/alerts/index.ts'
import { listCredentials, removeCredential, rotateCredentials, saveCredential } from '../../src/credentials/index.ts'
import { InputError } from '../../src/errors.ts'
import { print, table, withWorkspace } from '../workspace.ts'

interface AddOptions {
  host?: string[]
  fromEnv?: string
  json?: boolean
}

/** `credentials add|list|remove|rotate`. */
export function register(program: Command): void {
  const credentials = program.command('credentials').description('secrets that sources use by name, kept encrypted')
  const json = ['--json', 'print JSON'] as const

  credentials
    .command('add')
    .description('store a secret read from standard input; one of the same name is replaced')
    .argument('<name>')
    .option('--host <name...>', 'host names it may be sent to; none for the secret of a webhook')
    .option('--from-env <variable>', 'take the secret from this environment variable')
    .option(...json)
    .action(async (name: string, options: AddOptions) => {
      const secret = options.fromEnv ? fromEnvironment(options.fromEnv) : await fromInput()
      await withWorkspace(async ({ db, keyring, tenantId, now }) => {
        const saved = await saveCredential(db, keyring, { name, secret, hosts: options.host ?? [], tenantId, now })
        const where = saved.hosts.length ? `may be sent to ${saved.hosts.join(', ')}` : 'is never sent anywhere'
        print(options.json, saved, `${saved.name} is stored under the key ${saved.keyId} and ${where}.`)
      })
    })

  credentials
    .command('list')
    .description('names, hosts and users of the stored secrets')
    .option(...json)
    .action((options: { json?: boolean }) =>
      withWorkspace(async ({ db, tenantId }) => {
        const rows = await listCredentials(db, tenantId)
        const lines = rows.map((row) => [
          row.name,
          row.hosts.join(', ') || '–',
          row.keyId,
          row.updatedAt.toISOString().slice(0, 16).replace('T', ' '),
          row.usedBy.join(', ') || '–',
        ])
        print(options.json, rows, () =>
          rows.length
            ? table([['name', 'hosts', 'key', 'changed', 'used by'], ...lines])
            : 'There is no credential yet.',
        )
      }),
    )

  credentials
    .command('remove')
    .description('take a secret away for good')
    .argument('<name>')
    .option(...json)
    .action((name: string, options: { json?: boolean }) =>
      withWorkspace(async ({ db, tenantId }) => {
        await removeCredential(db, tenantId, name)
        print(options.json, { removed: name }, `${name} is gone.`)
      }),
    )

  credentials
    .command('rotate')
    .description(
      'encrypt every secret and destination of alerts that is under an earlier key anew under BELLWETHER_SECRET_KEY',
    )
    .option(...json)
    .action((options: { json?: boolean }) =>
      withWorkspace(async ({ db, keyring, tenantId }) => {
        const credentials = await rotateCredentials(db, keyring, tenantId)
        const rotated = credentials + (await rotateDestinations(db, keyring, tenantId))
        print(options.json, { rotated, keyId: keyring.currentId }, `${rotated} moved to the key ${keyring.currentId}.`)
      }),
    )
}

function fromEnvironment(variable: string): string {
  const secret = process.env[variable]
  if (!secret) throw new InputError(`the environment variable ${variable} is not set`)
  return secret
}

/** Secrets are not arguments: those show in process lists and shell histories. */
async function fromInput(): Promise<string> {
  if (process.stdin.isTTY) console.error('Type or paste the secret, then Enter and Ctrl-D:')
  return (await text(process.stdin)).replace(/\r?\n$/, '')
}
