import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { loadConfig } from '../src/config.ts'

const read = (file: string) => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')
const compose = read('docker-compose.yml')
/** Settings that mean nothing in a container of the production shape. */
const ofOtherShapes = ['BELLWETHER_PORT', 'BELLWETHER_DATA_DIR', 'BELLWETHER_SAMPLE', 'BELLWETHER_CLOCK']

it('hands every setting of .env.example to the containers', () => {
  const settings = [...read('.env.example').matchAll(/^#? ?([A-Z][A-Z_]+)=/gm)].map(([, name]) => name as string)
  expect(settings.length).toBeGreaterThan(15)
  const missing = settings.filter((name) => !compose.includes(name))
  expect(missing.sort()).toEqual([...ofOtherShapes].sort())
})

it('starts from nothing but the required lines of .env', () => {
  const { services } = parse(compose) as { services: Record<string, { environment?: Record<string, string> }> }
  for (const role of ['migrate', 'api', 'worker', 'scheduler']) {
    const { environment = parse(compose)['x-bellwether'].environment } = services[role] ?? {}
    const given = Object.entries(environment as Record<string, unknown>).map(([name, value]): [string, string] => [
      name,
      // as docker compose fills it in: what is required with a value of enough letters, all else with its default
      String(value)
        .replace(/\$\{[A-Z_]+:\?[^}]*\}/g, 'a-secret-long-enough')
        .replace(/\$\{[A-Z_]+:-([^}]*)\}/g, '$1'),
    ])
    expect(() => loadConfig(Object.fromEntries(given)), role).not.toThrow()
  }
})
