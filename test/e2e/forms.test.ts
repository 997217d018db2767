import { resolve } from 'node:path'
import { eq } from 'drizzle-orm'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { raiseAlerts } from '../../src/alerts/index.ts'
import { Keyring } from '../../src/credentials/index.ts'
import { alertDeliveries } from '../../src/db/schema/index.ts'
import { listOutcomes, saveDefinition } from '../../src/trends/index.ts'
import { adminToken, useApp } from '../http/app.ts'
import { type Seeded, seedDefinition, seedWorkspace } from '../http/seed.ts'
import { canBrowse, expectNoOverflow, openBrowser } from '../support/browser.ts'
import { useDatabase } from '../support/database.ts'
import { startRecipient } from '../support/recipient.ts'

describe.runIf(canBrowse)('a person at the pages', { timeout: 60_000 }, () => {
  const database = useDatabase()
  const keyring = new Keyring([Buffer.alloc(32, 7)])
  const app = useApp(database, { dashboardDir: resolve('dashboard/dist'), allowPrivateNetwork: true }, { keyring })
  const faults: string[] = []
  let seeded: Seeded
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    seeded = await seedWorkspace(database, new Date())
    browser = await openBrowser()
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
    page.setDefaultTimeout(20_000)
    page.on('pageerror', (error) => faults.push(error.message))
    page.on('dialog', (dialog) => void dialog.accept())
  })
  afterAll(async () => {
    await browser?.close()
  })

  const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true })
  const see = (text: string | RegExp) => page.getByText(text).first().waitFor()
  const open = (path: string) => page.goto(`${app.base}${path}`)

  it('signs in with a key, is told when it is not known, and gets to the page asked for', async () => {
    await open('/trends/canal-closure')
    await page.getByLabel(/API key/).fill('not-the-key-of-anybody')
    await button('Sign in').click()
    await see('This key is not known.')
    await page.getByLabel(/API key/).fill(adminToken)
    await button('Sign in').click()
    // Where they wanted to go in the first place.
    await page.waitForURL('**/trends/canal-closure')
    await page.getByRole('heading', { name: 'Closure of the canal' }).waitFor()
  })

  it('defines a trend: what is wrong is named, what it would do is shown, and only then it is stored', async () => {
    await open('/trends')
    await page.getByRole('link', { name: 'Define a trend' }).click()
    const yaml = page.getByLabel('Definition, as YAML')
    const draft = (await yaml.inputValue()).replace('strait-closure', 'strait-shut')
    await yaml.fill(draft.replace('weight: 0.06', 'weight: 6').replace('direction: escalatory', 'direction: up'))
    await button('See what it changes').click()
    await see(/indicators\[0\]\.weight: /)
    await see(/indicators\[0\]\.direction: /)
    expect(await button('Store it').count()).toBe(0)
    await yaml.fill(`${draft}\nexcludes: [canal-open]\n`)
    await button('See what it changes').click()
    await see(/There is no trend/)
    await yaml.fill(draft)
    await button('See what it changes').click()
    await see(/A new trend, strait-shut/)
    await see('6.0 %')
    // What was shown is what would be stored: another text has to be shown anew.
    await yaml.fill(`${draft}\n`)
    expect(await button('Store it').count()).toBe(0)
    await button('See what it changes').click()
    await button('Store it').click()
    await page.waitForURL('**/trends/strait-shut')
    await page.getByRole('heading', { name: 'Closure of the strait' }).waitFor()
  })

  it('changes a definition after seeing the effect, but not one that somebody else has changed meanwhile', async () => {
    await open('/trends/canal-closure')
    await page.getByRole('link', { name: 'Change the definition' }).click()
    const yaml = page.getByLabel('Definition, as YAML')
    const text = await yaml.inputValue()
    await yaml.fill(text.replace('baselineProbability: 0.1', 'baselineProbability: 0.2'))
    await button('See what it changes').click()
    await see('baselineProbability')
    await page.locator('del', { hasText: '0.1' }).waitFor()
    await page.locator('ins', { hasText: '0.2' }).waitFor()
    await expectNoOverflow(page)
    const other = { ...seedDefinition, name: 'Closure of the great canal' }
    await saveDefinition(database.db, { tenantId: 'main', definition: other, now: new Date(), author: 'other' })
    await button('Store it').click()
    await see(/in version 2 by now, not in version 1/)
    await open('/trends/canal-closure/definition')
    await yaml.fill(`${await yaml.inputValue()}\nalerts: [{ above: 0.11 }]\n`.replace('alerts: []\n', ''))
    await button('See what it changes').click()
    await button('Store it').click()
    await page.waitForURL('**/trends/canal-closure')
    await see(/definition version 3/)
    await open('/trends/canal-closure/definition')
    await see(/^3, from .* stored .* by browser$/)
  })

  it('corrects a value by hand with a reason, and withdraws it', async () => {
    await open('/trends/canal-closure')
    const value = page.locator('.figures.large .probability')
    await value.waitFor()
    const before = await value.textContent()
    await button('Correct the value').click()
    const [wanted, reason] = [page.getByLabel(/^From .* to/), page.getByLabel('Reason')]
    await wanted.fill('100')
    await reason.fill('pilots on strike')
    await button('Record').click()
    expect(
      await wanted.evaluate((field: { validity: { rangeOverflow: boolean } }) => field.validity.rangeOverflow),
    ).toBe(true)
    await wanted.fill('60')
    await reason.fill('  ')
    await button('Record').click()
    await see('reason must not be empty')
    await reason.fill('pilots on strike')
    await button('Record').click()
    await page.locator('.figures.large .probability', { hasText: '60.0 %' }).waitFor()
    await see('pilots on strike')
    await button('Withdraw').click()
    await page.locator('.figures.large .probability', { hasText: before ?? '' }).waitFor()
    await see('None: the value is what the evidence says.')
  })

  it('looks at the value of another time, from what was known then', async () => {
    await open('/trends/canal-closure')
    const local = (hoursAgo: number) => {
      const at = new Date(seeded.now.getTime() - hoursAgo * 3_600_000)
      return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
    }
    await page.getByLabel('Value on').fill(local(11))
    await see(/^2 pieces of evidence, definition version 1$/)
    // Ten hours ago a third piece was taken back.
    await page.getByLabel('from what was known on').fill(local(11))
    await see(/^3 pieces of evidence, definition version 1$/)
  })

  it('sees what evidence was taken back, and why, beside what counts', async () => {
    await open('/trends/canal-closure')
    await page.locator('.evidence > li').first().waitFor()
    expect(await page.locator('.evidence > li').count()).toBe(2)
    await page.getByLabel('also what was taken back').check()
    await see(/taken back 10 h ago: no reason given/)
    expect(await page.locator('.evidence > li').count()).toBe(3)
    const csv = page.getByRole('link', { name: 'Take all of it along as CSV' })
    expect(await csv.getAttribute('href')).toBe('/api/v1/trends/canal-closure/evidence.csv?status=all')
  })

  it('tries out what would happen, one hit after the other', async () => {
    await open('/trends/canal-closure')
    await page.getByLabel('Suppose now').selectOption('clearance')
    await page.getByLabel('severity').selectOption('0.5')
    await button('Add').click()
    await see(/With clearance \(−0\.\d{3}\):/)
    await page.getByLabel('Suppose now').selectOption('blockage')
    await button('Add').click()
    await see(/With clearance \(−0\.\d{3}\), blockage \(\+0\.\d{3}\):/)
    await page.locator('canvas').nth(1).waitFor()
    await page.getByLabel(/What would carry it across/).selectOption('0.25')
    await page
      .locator('li', { hasText: /^blockage/ })
      .first()
      .waitFor()
    await button('Start over').click()
    await page.getByText(/^With clearance/).waitFor({ state: 'detached' })
  })

  it('records how the question was answered, with what that rests on, and not ahead of time', async () => {
    await open('/trends/canal-closure')
    await button('Record how it was answered').click()
    await page.getByLabel('Outcome').selectOption('did_not_occur')
    await page.getByLabel('What it rests on').fill('Notice 12 of the canal authority')
    const day = (ms: number) => new Date(Date.now() + ms).toISOString().slice(0, 10)
    await page.getByLabel('Decided on').fill(day(3 * 86_400_000))
    await button('Record').click()
    await see(/resolvedAt .* is still to come/)
    await page.getByLabel('Decided on').fill(day(-86_400_000))
    await button('Record').click()
    await see(/Notice 12 of the canal authority/)
    const outcome = 'did_not_occur'
    expect(await listOutcomes(database.db, seeded.trendId)).toMatchObject([{ outcome, author: 'browser' }])
    await open('/track-record')
    await see('Notice 12 of the canal authority')
  })

  it('sends alerts somewhere, tries it out, pauses it, and sends again what failed', async () => {
    const recipient = await startRecipient(500)
    try {
      await open('/alerts')
      await see('Nowhere: they are only listed here.')
      await button('Add a destination').click()
      await page.getByLabel('name', { exact: true }).fill('night desk')
      await page.getByLabel('url').fill(`${recipient.url}/hook`)
      await page.getByLabel('secret').fill('short')
      await button('Add it').click()
      await see(/letters, digits, dots/)
      await page.getByLabel('name', { exact: true }).fill('desk')
      await button('Add it').click()
      await see(/secret must have at least 16 characters/)
      await page.getByLabel('secret').fill('a-secret-for-signing-alerts')
      await page.getByLabel('trends').selectOption('canal-closure')
      await button('Add it').click()
      await see(/webhook · 127\.0\.0\.1:\d+ · canal-closure/)
      await button('Send a test').click()
      await see(/test message to desk was not taken: HTTP 500/)
      recipient.status = 200
      await button('Send a test').click()
      await see('It took a test message.')

      await raiseAlerts(database.db, { tenantId: 'main', now: new Date(), jobId: 'test' })
      await button('Pause').click()
      await page.locator('.badge', { hasText: 'paused' }).waitFor()
      await see('1 waiting')
      await see(/desk: waits, as it is paused/)
      await button('Resume').click()
      await page.locator('.badge', { hasText: 'active' }).waitFor()
      const own = eq(alertDeliveries.tenantId, 'main')
      const giveUp = () =>
        database.db.update(alertDeliveries).set({ status: 'failed', dueAt: null, lastError: 'HTTP 500' }).where(own)
      await giveUp()
      await page.reload()
      await see('1 failed')
      await see(/desk: failed \(HTTP 500\)/)
      await button('send again').click()
      await see(/desk: pending/)
      await giveUp()
      await page.reload()
      await button('Send what failed again').click()
      await see('1 waiting')
      expect(await database.db.select().from(alertDeliveries)).toMatchObject([{ status: 'pending', attempts: 0 }])
      await button('Acknowledge').click()
      await see(/seen by browser/)
      await button('Remove').click()
      await see('Nowhere: they are only listed here.')
    } finally {
      await recipient.close()
    }
  })

  it('finds every form within the width of a phone, and no page has broken', async () => {
    await page.setViewportSize({ width: 390, height: 844 })
    for (const [path, opener] of [
      ['/define-trend', 'See what it changes'],
      ['/trends/canal-closure/definition', 'See what it changes'],
      ['/trends/canal-closure', 'Correct the value'],
      ['/trends/canal-closure', 'Record how it was answered'],
      ['/alerts', 'Add a destination'],
      ['/track-record', undefined],
    ] as const) {
      await open(path)
      await page.locator('h1').waitFor()
      if (opener) await button(opener).click()
      await expectNoOverflow(page)
    }
    expect(faults).toEqual([])
  })
})
