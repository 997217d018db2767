import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'

/**
 * Fails when the Drizzle schema says something the migrations do not, or a migration has no way back: generates what is
 * missing into a copy of drizzle/ and expects no new file.
 */
const copy = mkdtempSync(join(process.cwd(), 'node_modules', '.drift-'))
try {
  cpSync('drizzle', copy, { recursive: true })
  const before = new Set(readdirSync(copy))
  execFileSync(
    process.execPath,
    [
      join('node_modules', 'drizzle-kit', 'bin.cjs'),
      'generate',
      '--dialect=postgresql',
      '--schema=./src/db/schema/index.ts',
      `--out=${relative(process.cwd(), copy)}`,
      '--name=drift',
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const missing = readdirSync(copy).filter((file) => !before.has(file))
  const oneWay = [...before]
    .filter((file) => /^\d{4}_.*(?<!\.down)\.sql$/.test(file))
    .filter((file) => !existsSync(join('drizzle', file.replace(/\.sql$/, '.down.sql'))))
  if (missing.length) console.error('The schema has changes that no migration makes. Run "npx drizzle-kit generate".')
  for (const file of oneWay) console.error(`drizzle/${file} has no ${file.replace(/\.sql$/, '.down.sql')}`)
  if (missing.length || oneWay.length) process.exitCode = 1
  else console.log('Schema and migrations agree.')
} finally {
  rmSync(copy, { recursive: true, force: true })
}
