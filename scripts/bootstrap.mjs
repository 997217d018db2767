// Needs nothing but Node and npm: installs packages and builds the pages when that has not been done for this
// package-lock.json and these sources, then runs what was asked for.  usage: node scripts/bootstrap.mjs start|test [args]
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const [command, ...args] = process.argv.slice(2)

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Bellwether needs Node 20.19 or newer; this is ${process.versions.node}.`)
  process.exit(2)
}

/** Runs `work` unless it already succeeded for the same `state`. */
function once(name, state, product, work) {
  const stamp = join(root, 'node_modules', `.bellwether-${name}`)
  const digest = createHash('sha256').update(state).digest('hex')
  if (existsSync(product) && existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return
  work()
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, digest)
}

function run(program, programArgs, what) {
  const result = spawnSync(program, programArgs, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' })
  if (result.status === 0) return
  console.error(`${what} failed.\n${result.stdout ?? ''}${result.stderr ?? ''}${result.error?.message ?? ''}`)
  process.exit(1)
}

function sourcesOf(dir) {
  return readdirSync(dir, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes(join('dashboard', 'dist')))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((file) => `${file} ${statSync(file).size} ${createHash('sha256').update(readFileSync(file)).digest('hex')}`)
    .join('\n')
}

const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
const packages = `${readFileSync(join(root, 'package-lock.json'))}${sourcesOf(join(root, 'patches'))}`
once('packages', packages, join(root, 'node_modules', 'tsx'), () => {
  console.error('Installing packages (once) …')
  run(npm, ['ci', '--include=dev', '--no-audit', '--no-fund'], 'Installing packages')
})
const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
const dashboard = join(root, 'dashboard')
once('pages', sourcesOf(dashboard), join(dashboard, 'dist', 'index.html'), () => {
  console.error('Building the pages …')
  run(process.execPath, [vite, 'build', '--logLevel', 'warn', dashboard], 'Building the pages')
})

if (command === 'start') {
  process.argv = [process.execPath, join(root, 'scripts', 'bellwether.mjs'), 'start', ...args]
  await import('./bellwether.mjs')
} else if (command === 'test') {
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  process.exit(spawnSync(process.execPath, [vitest, 'run', ...args], { cwd: root, stdio: 'inherit' }).status ?? 1)
} else if (command !== 'install') {
  console.error('usage: node scripts/bootstrap.mjs install|start|test [arguments]')
  process.exit(2)
}
