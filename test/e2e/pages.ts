import { resolve } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import { Keyring } from '../../src/credentials/index.ts'
import { adminToken, useApp } from '../http/app.ts'
import { type Seeded, seedWorkspace } from '../http/seed.ts'
import { openBrowser } from '../support/browser.ts'
import { useDatabase } from '../support/database.ts'

/** The built pages over a small workspace, in a browser that nobody has signed in yet. */
export function usePages() {
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

  const button = (name: string) => page.getByRole('button', { name, exact: true })
  return {
    database,
    /** What broke in the pages so far. */
    faults,
    get page() {
      return page
    },
    get seeded() {
      return seeded
    },
    button,
    see: (text: string | RegExp) => page.getByText(text).first().waitFor(),
    open: (path: string) => page.goto(`${app.base}${path}`),
    /** Types a key, the right one unless said otherwise, into the sign-in page that is open. */
    async signIn(key = adminToken) {
      await page.getByLabel(/API key/).fill(key)
      await button('Sign in').click()
    },
  }
}
