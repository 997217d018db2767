import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'
import { expect } from 'vitest'

const executablePath = '/usr/bin/chromium'
const hasBrowser = existsSync(executablePath)
const hasPages = existsSync('dashboard/dist/index.html')
if (!hasBrowser) console.warn('\n!! No chromium: the tests of the pages are SKIPPED.\n')
if (!hasPages)
  console.warn('\n!! The pages are not built: their tests are SKIPPED. Run "npm test", which builds them.\n')

/** Whether pages can be tried: there is a browser, and they are built. */
export const canBrowse = hasBrowser && hasPages

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })

/** Fails when the page is wider than the window. */
export async function expectNoOverflow(page: Page): Promise<void> {
  expect(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')).toBeLessThanOrEqual(0)
}
