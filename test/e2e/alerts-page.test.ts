import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { raiseAlerts } from '../../src/alerts/index.ts'
import { alertDeliveries } from '../../src/db/schema/index.ts'
import { saveDefinition } from '../../src/trends/index.ts'
import { seedDefinition } from '../http/seed.ts'
import { canBrowse } from '../support/browser.ts'
import { startRecipient } from '../support/recipient.ts'
import { usePages } from './pages.ts'

describe.runIf(canBrowse)('a person at the page of alerts', { timeout: 60_000 }, () => {
  const pages = usePages()
  const { database, faults, button, see, open, signIn } = pages

  it('sends alerts somewhere, tries it out, pauses it, and sends again what failed', async () => {
    const recipient = await startRecipient(500)
    try {
      await open('/alerts')
      await signIn()
      await see('Nowhere: they are only listed here.')
      await button('Add a destination').click()
      await pages.page.getByLabel('name', { exact: true }).fill('night desk')
      await pages.page.getByLabel('url').fill(`${recipient.url}/hook`)
      await pages.page.getByLabel('secret').fill('short')
      await button('Add it').click()
      await see(/letters, digits, dots/)
      await pages.page.getByLabel('name', { exact: true }).fill('desk')
      await button('Add it').click()
      await see(/secret must have at least 16 characters/)
      await pages.page.getByLabel('secret').fill('a-secret-for-signing-alerts')
      await pages.page.getByLabel('trends').selectOption('canal-closure')
      await button('Add it').click()
      await see(/webhook · 127\.0\.0\.1:\d+ · canal-closure/)
      await button('Send a test').click()
      await see(/test message to desk was not taken: HTTP 500/)
      recipient.status = 200
      await button('Send a test').click()
      await see('It took a test message.')

      const definition = { ...seedDefinition, alerts: [{ above: 0.101 }] }
      await saveDefinition(database.db, { tenantId: 'main', definition, now: new Date(), author: 'test' })
      await raiseAlerts(database.db, { tenantId: 'main', now: new Date(), jobId: 'test' })
      await button('Pause').click()
      await pages.page.locator('.badge', { hasText: 'paused' }).waitFor()
      await see('1 waiting')
      await see(/desk: waits, as it is paused/)
      await button('Resume').click()
      await pages.page.locator('.badge', { hasText: 'active' }).waitFor()
      const own = eq(alertDeliveries.tenantId, 'main')
      const giveUp = () =>
        database.db.update(alertDeliveries).set({ status: 'failed', dueAt: null, lastError: 'HTTP 500' }).where(own)
      await giveUp()
      await pages.page.reload()
      await see('1 failed')
      await see(/desk: failed \(HTTP 500\)/)
      await button('send again').click()
      await see(/desk: pending/)
      await giveUp()
      await pages.page.reload()
      await button('Send what failed again').click()
      await see('1 waiting')
      expect(await database.db.select().from(alertDeliveries)).toMatchObject([{ status: 'pending', attempts: 0 }])
      await button('Acknowledge').click()
      await see(/seen by browser/)
      await button('Remove').click()
      await see('Nowhere: they are only listed here.')
      expect(faults).toEqual([])
    } finally {
      await recipient.close()
    }
  })
})
