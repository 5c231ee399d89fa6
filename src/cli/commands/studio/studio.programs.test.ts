import { appendFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { createApiCaller, createTestUser } from '../../../../test/support/api-caller.js'
import { canTestWithProgram } from '../../../../test/support/can-test-with-program.js'
import { createCliProject } from '../../../../test/support/cli-project.js'
import { openStudioBrowser } from '../../../../test/support/studio-browser.js'
import { expectToMatchSchema } from '../../../../test/support/json-schema.js'
import type { SpanRecord } from '../../../core/span-record.js'

test.skipIf(!canTestWithProgram('chromium', '--version'))(
  'in Chromium: a request as a trace with the record it has written, and a search',
  async () => {
    await using project = await createCliProject()
    const { studio } = JSON.parse((await project.runOk('up', '--studio', '--json')).stdout) as {
      readonly studio?: { readonly url: string }
    }
    const url = studio?.url ?? ''
    const gateway = `http://127.0.0.1:${project.ports.gateway}`
    const owner = await createTestUser(gateway, 'The Tracers')
    const call = createApiCaller(gateway, owner.token)
    await call('POST', '/budget/v1/categories', { id: 'travel', label: 'Travel', subcategories: [] })
    const { body: expense } = await call('POST', '/budget/v1/expenses', {
      amount: '20.10',
      currency: 'USD',
      category: { primary: 'travel' },
      description: 'Night train',
    })
    expect((await project.runOk('trace')).stdout).toContain('POST /budget/v1/expenses 201')
    const latest = JSON.parse((await project.run('trace', '--list', '--json')).stdout) as {
      readonly items: readonly SpanRecord[]
    }
    await expectToMatchSchema('trace-list', latest)
    const paths = latest.items.map(({ attributes }) => attributes?.['url.path'])
    expect(paths).toContain('/budget/v1/expenses')
    // The newest first.
    const times = latest.items.map(({ start }) => start)
    expect(times).toEqual(times.toSorted((a, b) => b - a))
    expect((await project.run('trace', '-n', '1')).stdout.trim().split('\n')).toHaveLength(2)
    await using browser = await openStudioBrowser(url)
    const { page, problems } = browser
    await page.getByRole('heading', { name: 'Components', exact: true }).waitFor()
    if (process.platform === 'linux')
      await page
        .getByRole('listitem')
        .filter({ hasText: 'gateway' })
        .getByText(/^\d+(?:\.\d)? MB$/)
        .waitFor()
    await page.getByText('none in the last hour').waitFor()
    const { services } = await project.readState()
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
    const failure = { level: 'error', time: new Date().toISOString(), service: 'budget', msg: 'It broke.' }
    await appendFile(services?.logFile ?? '', `${JSON.stringify({ ...failure, trace_id: traceId })}\n`)
    await page.keyboard.press('r')
    const error = page.getByRole('link', { name: /budget, just now: It broke\./ })
    await error.waitFor()
    // The trace is not recorded.
    expect(await error.getAttribute('href')).toBe('/logs/budget')

    await page.keyboard.press('5')
    await page
      .getByRole('row', { name: /POST \/budget\/v1\/expenses 201/ })
      .getByRole('link')
      .first()
      .click()
    await page.getByRole('heading', { name: 'Records written' }).waitFor()
    await page.locator('main[aria-busy=false] .origin').waitFor()
    expect(await browser.findViolations()).toEqual([])
    const steps = page.getByRole('region', { name: 'Steps' }).getByRole('button')
    expect(await steps.count()).toBeGreaterThan(2)
    await page.getByRole('link', { name: `expense ${String(expense['id']).slice(0, 8)}…` }).click()
    await page.getByRole('heading', { name: /^Expense · / }).waitFor()
    await page.getByText('Night train').first().waitFor()

    await page.goto(`${new URL(url).origin}/search?text=night+train`)
    await page.getByRole('row', { name: /Night train/ }).waitFor()
    await page.locator('.count', { hasText: /searching/ }).waitFor({ state: 'detached' })
    expect(await browser.findViolations()).toEqual([])
    expect(problems).toEqual([])
  },
)
