import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApiCaller } from '../../../test/support/api-caller.js'
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
