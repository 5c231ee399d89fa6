import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApiCaller } from '../../../test/support/api-caller.js'
import { openBrowserPage } from '../../../test/support/browser-page.js'
import { canTestWithProgram } from '../../../test/support/can-test-with-program.js'
import { startCalendar } from '../../../test/support/start-calendar.js'
import { startTestServices, type TestServices } from '../../../test/support/test-services.js'
import { DEMO_LOGIN } from '../../dataset/demo-login.js'

let under: TestServices
beforeAll(async () => {
  under = await startTestServices()
})
afterAll(async () => under[Symbol.asyncDispose]())

test('the page and its files come from the gateway, with a strict policy and validators for caches', async () => {
  const page = await fetch(`${under.gateway}/docs`)
  const html = await page.text()
  expect(html).toContain('<title>HomeManager API</title>')
  expect(html).toContain(DEMO_LOGIN.email)
  expect(html).not.toMatch(/\{\{|<script>|\son\w+=|style=/)
  const files = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url ?? '')
  expect(files).toEqual(expect.arrayContaining(['/docs/page.js', '/docs/index.css', '/docs/readme']))
  expect(files.filter((url) => !/^[/#]/.test(url))).toEqual([])
  for (const file of new Set(['/docs/', ...files.filter((url) => url.startsWith('/docs'))])) {
    const { status, headers, body } = await fetch(under.gateway + file)
    await body?.cancel()
    expect([file, status]).toEqual([file, 200])
    expect(headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; script-src 'self'; style-src 'self'; /,
    )
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    const etag = headers.get('etag') ?? ''
    const again = await fetch(under.gateway + file, { headers: { 'if-none-match': `"x", W/${etag}` } })
    expect([file, again.status, await again.text()]).toEqual([file, 304, ''])
  }
  const css = await (await fetch(`${under.gateway}/docs/index.css`)).text()
  expect(css).not.toMatch(/@import|url\(/)
})

test('operations are grouped by service, and every group and operation is described', async () => {
  const { body } = await createApiCaller(under.gateway)('GET', '/openapi.json')
  const groups = body['x-tagGroups'] as { name: string; tags: string[] }[]
  expect(groups.map(({ name }) => name)).toEqual(['identity', 'todo', 'budget'])
  const tags = body['tags'] as { name: string; description: string }[]
  expect(groups.flatMap((group) => group.tags)).toEqual(tags.map(({ name }) => name))
  const operations = Object.values(body['paths'] as Record<string, object>).flatMap(
    (path) => Object.values(path) as { summary: string; description: string; tags: string[] }[],
  )
  for (const each of [...tags, ...operations]) expect(each.description).toMatch(/\w+ \w+/)
  expect(operations.every((each) => tags.some(({ name }) => name === each.tags[0]))).toBe(true)
})

test.skipIf(!canTestWithProgram('chromium', '--version'))(
  'in Chromium, the page shows the operations of all services, and the demo login fills the access token into its requests',
  async () => {
    using calendar = await startCalendar()
    await using own = await startTestServices({
      upstreams: { calendar: `http://127.0.0.1:${calendar.port}` },
    })
    const registered = await createApiCaller(own.gateway)('POST', '/identity/v1/register', {
      ...DEMO_LOGIN,
      display_name: 'Alex Parker',
      family_name: 'Parker',
    })
    expect(registered.status).toBe(201)
    await using page = await openBrowserPage(`${own.gateway}/docs`)
    const explorer = `document.querySelector('openapi-explorer')?.shadowRoot`
    for (const summary of SUMMARIES)
      await page.waitFor(`${explorer}?.textContent.includes(${JSON.stringify(summary)})`)
    await page.waitFor(`document.querySelector('#sign-in')?.dataset.ready === 'true'`)
    await page.evaluate(`document.querySelector('#sign-in [type=submit]').click()`)
    await page.waitFor(`document.querySelector('#sign-in-result').dataset.state === 'signed-in'`)
    await page.evaluate(`location.hash = '?route=get-/identity/v1/users/me'`)
    await page.waitFor(`${explorer}.querySelector('[part~=btn-try]') !== null`)
    await page.evaluate(`${explorer}.querySelector('[part~=btn-try]').click()`)
    const response = `${explorer}.querySelector('api-request [mime-type]')?.shadowRoot.textContent ?? ''`
    await page.waitFor(`(${response}).includes('email')`)
    expect(await page.evaluate(response)).toContain(DEMO_LOGIN.email)
    expect(page.requested).toContain(`${own.gateway}/identity/v1/users/me`)
    expect(page.requested.filter((url) => !url.startsWith(`${own.gateway}/`))).toEqual([])
    expect(page.problems).toEqual([])
  },
)

/** An operation of each service, the last one a custom service. */
const SUMMARIES = ['Register a user', 'Complete a todo', 'Get a monthly report', 'List the entries of a day']
