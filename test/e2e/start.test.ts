import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Trend } from '../../src/http/contract.ts'
import { canBrowse, expectNoOverflow, openBrowser } from '../support/browser.ts'
import { type RunningBellwether, startBellwether } from '../support/running.ts'
import { until } from '../support/until.ts'

describe('a first start on an empty machine', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'bellwether-start-'))
  let running: RunningBellwether
  let browser: Browser | undefined

  beforeAll(async () => {
    chmodSync(dataDir, 0o755)
    running = await startBellwether(dataDir)
  }, 90_000)
  afterAll(async () => {
    await browser?.close()
    running.signal('SIGTERM')
    await running.ended()
    rmSync(dataDir, { recursive: true, force: true })
  }, 60_000)

  const trends = async () => (await running.get<{ data: Trend[] }>('/trends')).data
  /** What must not change over a crash: decay alone moves the value by less than a millionth in the seconds between. */
  const figures = async () => (await trends()).map((trend) => [trend.slug, trend.evidenceCount, trend.logOdds] as const)
  const settled = () =>
    until(
      'the pipeline to come to rest',
      async () => {
        const { data } = await running.get<{ data: { name: string; queue: { counts: Record<string, number> } }[] }>(
          '/pipeline',
        )
        return data
          .filter((stage) => stage.name !== 'embed')
          .every(({ queue }) => (queue.counts.waiting ?? 0) + (queue.counts.active ?? 0) === 0)
      },
      60_000,
    )

  // Half a minute where nothing else runs; other files' processes run beside it here.
  it('shows trends with a curve and evidence', async () => {
    const shown = await until(
      'four trends with snapshots and evidence',
      async () => {
        const list = await trends()
        return list.length >= 4 && list.every((trend) => trend.snapshotCount >= 10 && trend.evidenceCount > 0) && list
      },
      180_000,
    )
    expect(shown.every((trend) => trend.isSample)).toBe(true)
    expect((await fetch(`${running.url}/ready`)).status).toBe(200)
  }, 200_000)

  it.runIf(canBrowse)(
    'lets a person sign in once and read from a trend down to an item, at phone and desk width',
    async () => {
      browser = await openBrowser()
      const context = await browser.newContext()
      const page = await context.newPage()
      const errors: string[] = []
      page.on('pageerror', (error) => errors.push(error.message))
      page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))

      await page.goto(running.signInLink)
      for (const width of [1440, 390]) {
        await page.setViewportSize({ width, height: 900 })
        await page.goto(`${running.url}/trends`)
        await page.locator('.card').first().waitFor()
        expect(await page.locator('.card').count()).toBeGreaterThanOrEqual(4)
        await page.locator('.card a').first().click()
        await page.locator('canvas').first().waitFor()
        await page.locator('.evidence .items a').first().waitFor()
        await expectNoOverflow(page)
        for (const place of ['alerts', 'events', 'sources', 'pipeline']) {
          await page.goto(`${running.url}/${place}`)
          await page.locator('.rows > li, tbody tr').first().waitFor()
          await expectNoOverflow(page)
        }
      }
      expect(errors).toEqual([])

      const second = await (await browser.newContext()).newPage()
      await second.goto(running.signInLink)
      expect(await second.locator('.card').count()).toBe(0)
    },
    90_000,
  )

  it('goes on with the same numbers after it was killed', async () => {
    await settled()
    const before = await figures()
    running.signal('SIGKILL')
    await running.ended()
    running = await startBellwether(dataDir)
    await settled()
    expect(await figures()).toEqual(before.map(([slug, count, logOdds]) => [slug, count, expect.closeTo(logOdds, 3)]))
  }, 120_000)

  it('refuses a second start on the same data, and goes on', async () => {
    await expect(startBellwether(dataDir)).rejects.toThrow(`Bellwether already runs on ${dataDir}`)
    expect((await trends()).length).toBeGreaterThanOrEqual(4)
  }, 60_000)

  it('stops cleanly when asked, leaving no process behind', async () => {
    running.signal('SIGTERM')
    expect(await running.ended()).toBe(0)
    const processes = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })
    expect(processes.split('\n').filter((line) => line.includes(dataDir))).toEqual([])
    running = await startBellwether(dataDir)
    expect((await trends()).length).toBeGreaterThanOrEqual(4)
  }, 120_000)
})
