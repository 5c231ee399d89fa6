import axe from 'axe-core'
import { type Browser, chromium, type Page } from 'playwright-core'

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** A page of Studio in Chromium. */
export interface StudioBrowser extends AsyncDisposable {
  readonly page: Page
  /** The origins of all requests. */
  readonly origins: ReadonlySet<string>
  /** What the browser has reported: uncaught errors, blocked content. */
  readonly problems: readonly string[]
  /** The ids of the rules of axe-core that the page violates, or the part of it. */
  findViolations(part?: string): Promise<readonly string[]>
}

/** Opens the URL of Studio in Chromium. */
export async function openStudioBrowser(url: string): Promise<StudioBrowser> {
  const browser: Browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ARGUMENTS })
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
    const origins = new Set<string>()
    const problems: string[] = []
    page.on('request', (request) => origins.add(new URL(request.url()).origin))
    page.on('pageerror', (error) => problems.push(error.message))
    page.on('console', (message) => {
      // The browser reports each response with an error status.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
        problems.push(message.text())
    })
    await page.goto(url)
    return {
      page,
      origins,
      problems,
      async findViolations(part = 'html') {
        if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source)
        const { violations } = await page.evaluate(async (selector) => {
          const { axe: loaded } = globalThis as unknown as { readonly axe: typeof axe }
          return loaded.run(selector, { resultTypes: ['violations'], preload: false })
        }, part)
        return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
      },
      [Symbol.asyncDispose]: async () => browser.close(),
    }
  } catch (error) {
    await browser.close()
    throw error
  }
}
