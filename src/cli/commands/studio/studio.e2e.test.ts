import { appendFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { createApiCaller, createTestUser } from '../../../../test/support/api-caller.js'
import { type CliProject, createCliProject } from '../../../../test/support/cli-project.js'
import { openStudioBrowser } from '../../../../test/support/studio-browser.js'
import { expectToMatchSchema } from '../../../../test/support/json-schema.js'
import type { SpanRecord } from '../../../core/span-record.js'

interface StatusDocument {
  readonly studio?: { readonly url: string }
}

test('up --studio starts Studio, which status knows; in Chromium it shows a trace and its record; down ends it', async () => {
  await using project = await createCliProject()
  const up = await project.run('up', '--studio', '--json')
  expect(up.code).toBe(0)
  const { studio } = JSON.parse(up.stdout) as StatusDocument
  const url = studio?.url ?? ''
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{20,}$/)
  expect((await fetch(url)).status).toBe(200)

  expect(JSON.parse((await project.run('status', '--json')).stdout)).toMatchObject({ studio: { url } })
  expect((await project.run('status')).stdout).toContain(`Studio  ${url}`)
  // The same one: its URL may be open in a browser.
  expect(JSON.parse((await project.run('up', '--studio', '--json')).stdout)).toMatchObject({
    studio: { url },
  })

  expect(await project.run('studio', '--port', String(project.ports.postgres))).toMatchObject({
    stderr: expect.stringContaining(
      `Port ${project.ports.postgres} is in use by postgres of this project.`,
    ) as string,
  })

  await expectTraceAndSearch(project, url)

  expect(await project.run('down')).toMatchObject({ code: 0 })
  await expect(fetch(url)).rejects.toThrow('fetch failed')
  expect(JSON.parse((await project.run('up', '--no-services', '--json')).stdout)).not.toHaveProperty('studio')
}, 240_000)

/** In Chromium: a request as a trace with the record it has written, and a search. */
async function expectTraceAndSearch(project: CliProject, url: string): Promise<void> {
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
}
