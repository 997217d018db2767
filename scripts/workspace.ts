import { existsSync, readFileSync } from 'node:fs'
import { type Config, loadConfig } from '../src/config.ts'
import { migrateUp } from '../src/db/migrate.ts'
import { type OpenServices, openServices, withDatabase } from '../src/services.ts'

export interface Workspace extends OpenServices {
  config: Config
  now: Date
  tenantId: string
}

/** The settings: environment variables, over those of a `.env` file in the working directory. */
export function readConfig(): Config {
  if (existsSync('.env')) process.loadEnvFile('.env')
  return loadConfig(process.env)
}

/**
 * Runs a command on the configured services over a migrated database and closes them afterwards. Without DATABASE_URL
 * that is the embedded database, started for the command when it is not running.
 */
export async function withWorkspace<T>(run: (workspace: Workspace) => Promise<T>): Promise<T> {
  const config = readConfig()
  return withDatabase(config, async (databaseUrl) => {
    const now = config.clock.now()
    await migrateUp(databaseUrl, now)
    const services = await openServices(
      { ...config, logLevel: process.env.BELLWETHER_LOG_LEVEL ? config.logLevel : 'warn' },
      databaseUrl,
      { role: 'command' },
    )
    try {
      return await run({ ...services, config, now, tenantId: 'main' })
    } finally {
      await services.close()
    }
  })
}

/** Prints a command's answer on stdout: JSON with `--json`, else the text. */
export function print(json: boolean | undefined, data: unknown, text: string | (() => string)): void {
  if (json) console.log(JSON.stringify(data, null, 2))
  else console.log(typeof text === 'string' ? text : text())
}

/** Lines of columns, each as wide as its widest cell. */
export function table(rows: readonly (readonly (string | number | null | undefined)[])[]): string {
  const cells = rows.map((row) => row.map((cell) => String(cell ?? '')))
  const widths: number[] = []
  for (const row of cells)
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, cell.length)
    })
  return cells
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** 0.0731 as "7.3 %". */
export function percent(probability: number): string {
  return `${(100 * probability).toFixed(1)} %`
}

/** Parses JSON given on the command line or in a file named `@path`. */
export function readJson(argument: string): unknown {
  return JSON.parse(argument.startsWith('@') ? readFileSync(argument.slice(1), 'utf8') : argument)
}
