import { describe, expect, it } from 'vitest'
import { childEnvironment, loadConfig } from '../src/config.ts'
import { ConfigError } from '../src/errors.ts'

const problemsOf = (env: Record<string, string>): string => {
  try {
    loadConfig(env)
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError)
    return (error as Error).message
  }
  throw new Error('The settings were accepted')
}

describe('settings', () => {
  it('are all optional', () => {
    const config = loadConfig({})
    expect(config.databaseUrl).toBeUndefined()
    expect(config.port).toBe(4600)
    expect(config.clock.speed).toBe(1)
  })

  it('that are wrong are all named in one message', () => {
    const message = problemsOf({
      DATABASE_URL: 'mysql://somewhere',
      REDIS_URL: 'localhost:6379',
      BELLWETHER_PORT: '99999',
      BELLWETHER_CLOCK: 'yesterday@fast',
      BELLWETHER_PROT: '1',
      QDRANT_API_KEY: 'secret',
      BELLWETHER_ADMIN_TOKEN: 'short',
      BELLWETHER_EMBEDDING_MODEL: 'some-model',
    })
    for (const name of [
      'DATABASE_URL',
      'REDIS_URL',
      'BELLWETHER_PORT',
      'BELLWETHER_CLOCK',
      'BELLWETHER_PROT',
      'QDRANT_URL',
      'BELLWETHER_ADMIN_TOKEN',
      'BELLWETHER_EMBEDDING_DIMENSIONS',
      'OPENAI_API_KEY',
    ])
      expect(message).toContain(name)
    expect(message).not.toContain('secret')
  })

  it('of waiting times are whole seconds within bounds', () => {
    expect(loadConfig({})).toMatchObject({ lockMs: 30_000, tickMs: 60_000 })
    const set = loadConfig({ BELLWETHER_LOCK_SECONDS: '8', BELLWETHER_TICK_SECONDS: '5' })
    expect(set).toMatchObject({ lockMs: 8_000, tickMs: 5_000 })
    const message = problemsOf({ BELLWETHER_LOCK_SECONDS: '3', BELLWETHER_TICK_SECONDS: '61' })
    expect(message).toContain('BELLWETHER_LOCK_SECONDS')
    expect(message).toContain('BELLWETHER_TICK_SECONDS')
  })

  it('that are empty count as not set', () => {
    expect(loadConfig({ DATABASE_URL: '', QDRANT_URL: '', BELLWETHER_CLOCK: '' }).databaseUrl).toBeUndefined()
  })

  it('start a clock at an instant and a speed, shared with child processes', async () => {
    const config = loadConfig({ BELLWETHER_CLOCK: '2025-04-18T12:00:00Z@3600' })
    const child = loadConfig(childEnvironment(config, 'postgres://localhost/x'))
    const [parentNow, childNow] = [config.clock.now().getTime(), child.clock.now().getTime()]
    expect(parentNow).toBeGreaterThanOrEqual(Date.parse('2025-04-18T12:00:00Z'))
    // Less than half a real second apart, on a clock 3,600 times as fast.
    expect(Math.abs(childNow - parentNow)).toBeLessThan(3_600 * 500)
    expect(child.clock.speed).toBe(3600)
  })
})
