import { describe, expect, it } from 'vitest'
import { listOutcomes, saveDefinition } from '../../src/trends/index.ts'
import { seedDefinition } from '../http/seed.ts'
import { canBrowse, expectNoOverflow } from '../support/browser.ts'
import { usePages } from './pages.ts'

describe.runIf(canBrowse)('a person at the pages', { timeout: 60_000 }, () => {
  const pages = usePages()
  const { database, faults, button, see, open, signIn } = pages

  it('signs in with a key, is told when it is not known, and gets to the page asked for', async () => {
    await open('/trends/canal-closure')
    await signIn('not-the-key-of-anybody')
    await see('This key is not known.')
    await signIn()
    // Where they wanted to go in the first place.
    await pages.page.waitForURL('**/trends/canal-closure')
    await pages.page.getByRole('heading', { name: 'Closure of the canal' }).waitFor()
  })

  it('defines a trend: what is wrong is named, what it would do is shown, and only then it is stored', async () => {
    await open('/trends')
    await pages.page.getByRole('link', { name: 'Define a trend' }).click()
    const yaml = pages.page.getByLabel('Definition, as YAML')
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
    await pages.page.waitForURL('**/trends/strait-shut')
    await pages.page.getByRole('heading', { name: 'Closure of the strait' }).waitFor()
  })

  it('changes a definition after seeing the effect, but not one that somebody else has changed meanwhile', async () => {
    await open('/trends/canal-closure')
    await pages.page.getByRole('link', { name: 'Change the definition' }).click()
    const yaml = pages.page.getByLabel('Definition, as YAML')
    const text = await yaml.inputValue()
    await yaml.fill(text.replace('baselineProbability: 0.1', 'baselineProbability: 0.2'))
    await button('See what it changes').click()
    await see('baselineProbability')
    await pages.page.locator('del', { hasText: '0.1' }).waitFor()
    await pages.page.locator('ins', { hasText: '0.2' }).waitFor()
    await expectNoOverflow(pages.page)
    const other = { ...seedDefinition, name: 'Closure of the great canal' }
    await saveDefinition(database.db, { tenantId: 'main', definition: other, now: new Date(), author: 'other' })
    await button('Store it').click()
    await see(/in version 2 by now, not in version 1/)
    await open('/trends/canal-closure/definition')
    await yaml.fill(`${await yaml.inputValue()}\nalerts: [{ above: 0.11 }]\n`.replace('alerts: []\n', ''))
    await button('See what it changes').click()
    await button('Store it').click()
    await pages.page.waitForURL('**/trends/canal-closure')
    await see(/definition version 3/)
    await open('/trends/canal-closure/definition')
    await see(/^3, from .* stored .* by browser$/)
  })

  it('corrects a value by hand with a reason, and withdraws it', async () => {
    await open('/trends/canal-closure')
    const value = pages.page.locator('.figures.large .probability')
    await value.waitFor()
    const before = await value.textContent()
    await button('Correct the value').click()
    const [wanted, reason] = [pages.page.getByLabel(/^From .* to/), pages.page.getByLabel('Reason')]
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
    await pages.page.locator('.figures.large .probability', { hasText: '60.0 %' }).waitFor()
    await see('pilots on strike')
    await button('Withdraw').click()
    await pages.page.locator('.figures.large .probability', { hasText: before ?? '' }).waitFor()
    await see('None: the value is what the evidence says.')
  })

  it('looks at the value of another time, from what was known then', async () => {
    await open('/trends/canal-closure')
    const local = (hoursAgo: number) => {
      const at = new Date(pages.seeded.now.getTime() - hoursAgo * 3_600_000)
      return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
    }
    await pages.page.getByLabel('Value on').fill(local(11))
    await see(/^2 pieces of evidence, definition version 1$/)
    // Ten hours ago a third piece was taken back.
    await pages.page.getByLabel('from what was known on').fill(local(11))
    await see(/^3 pieces of evidence, definition version 1$/)
  })

  it('sees what evidence was taken back, and why, beside what counts', async () => {
    await open('/trends/canal-closure')
    await pages.page.locator('.evidence > li').first().waitFor()
    expect(await pages.page.locator('.evidence > li').count()).toBe(2)
    await pages.page.getByLabel('also what was taken back').check()
    await see(/taken back 10 h ago: no reason given/)
    expect(await pages.page.locator('.evidence > li').count()).toBe(3)
    const csv = pages.page.getByRole('link', { name: 'Take all of it along as CSV' })
    expect(await csv.getAttribute('href')).toBe('/api/v1/trends/canal-closure/evidence.csv?status=all')
  })

  it('tries out what would happen, one hit after the other', async () => {
    await open('/trends/canal-closure')
    await pages.page.getByLabel('Suppose now').selectOption('clearance')
    await pages.page.getByLabel('severity').selectOption('0.5')
    await button('Add').click()
    await see(/With clearance \(−0\.\d{3}\):/)
    await pages.page.getByLabel('Suppose now').selectOption('blockage')
    await button('Add').click()
    await see(/With clearance \(−0\.\d{3}\), blockage \(\+0\.\d{3}\):/)
    await pages.page.locator('canvas').nth(1).waitFor()
    await pages.page.getByLabel(/What would carry it across/).selectOption('0.25')
    await pages.page
      .locator('li', { hasText: /^blockage/ })
      .first()
      .waitFor()
    await button('Start over').click()
    await pages.page.getByText(/^With clearance/).waitFor({ state: 'detached' })
  })

  it('records how the question was answered, with what that rests on, and not ahead of time', async () => {
    await open('/trends/canal-closure')
    await button('Record how it was answered').click()
    await pages.page.getByLabel('Outcome').selectOption('did_not_occur')
    await pages.page.getByLabel('What it rests on').fill('Notice 12 of the canal authority')
    const day = (ms: number) => new Date(Date.now() + ms).toISOString().slice(0, 10)
    await pages.page.getByLabel('Decided on').fill(day(3 * 86_400_000))
    await button('Record').click()
    await see(/resolvedAt .* is still to come/)
    await pages.page.getByLabel('Decided on').fill(day(-86_400_000))
    await button('Record').click()
    await see(/Notice 12 of the canal authority/)
    const outcome = 'did_not_occur'
    expect(await listOutcomes(database.db, pages.seeded.trendId)).toMatchObject([{ outcome, author: 'browser' }])
    await open('/track-record')
    await see('Notice 12 of the canal authority')
  })

  it('finds every form within the width of a phone, and no page has broken', async () => {
    await pages.page.setViewportSize({ width: 390, height: 844 })
    for (const [path, opener] of [
      ['/define-trend', 'See what it changes'],
      ['/trends/canal-closure/definition', 'See what it changes'],
      ['/trends/canal-closure', 'Correct the value'],
      ['/trends/canal-closure', 'Record how it was answered'],
      ['/alerts', 'Add a destination'],
      ['/track-record', undefined],
    ] as const) {
      await open(path)
      await pages.page.locator('h1').waitFor()
      if (opener) await button(opener).click()
      await expectNoOverflow(pages.page)
    }
    expect(faults).toEqual([])
  })
})
