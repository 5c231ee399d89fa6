import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { findForbiddenAccess, LOOPBACK_ACCESS } from './allowed-access.js'

const PORT = 4000

function check(
  headers: Record<string, string>,
  method = 'GET',
  allowed = LOOPBACK_ACCESS,
  { url = '/', more = [] }: { readonly url?: string; readonly more?: readonly string[] } = {},
): string | undefined {
  const rawHeaders = [...Object.entries(headers).flat(), ...more]
  const request = {
    headers,
    rawHeaders,
    method,
    url,
    socket: { localPort: PORT },
  } as unknown as IncomingMessage
  return findForbiddenAccess(request, allowed)?.code
}

test.each(['127.0.0.1:4000', 'localhost:4000', 'LOCALHOST:4000', '[::1]:4000', 'localhost'])(
  'accepts %s',
  (host) => {
    expect(check({ host })).toBeUndefined()
    expect(check({ host, origin: `http://${host}` }, 'POST')).toBeUndefined()
  },
)

test.each([
  'evil.example',
  'evil.example:4000',
  'localhost.evil.example:4000',
  '127.0.0.1.evil.example',
  'localhost:4001',
  'localhost@evil.example',
  '127.1:4000',
  '0.0.0.0:4000',
  '[::1',
  '',
])('refuses the host "%s"', (host) => {
  expect(check({ host })).toBe('HOST_NOT_ALLOWED')
})

test('refuses a second host, and a URL with another one', () => {
  const host = 'localhost:4000'
  const checkMore = (more: readonly string[], url: string): string | undefined =>
    check({ host }, 'GET', LOOPBACK_ACCESS, { more, url })
  expect(checkMore(['HOST', 'evil.example'], '/')).toBe('HOST_NOT_ALLOWED')
  expect(checkMore([], 'http://evil.example/healthz')).toBe('HOST_NOT_ALLOWED')
  expect(checkMore([], 'http://user@localhost:4000/healthz')).toBe('HOST_NOT_ALLOWED')
  expect(checkMore(['Host', host], 'http://LOCALHOST:4000/healthz')).toBeUndefined()
})

test('a page of another origin may read what is public, and changes nothing', () => {
  const host = 'localhost:4000'
  for (const origin of ['http://evil.example', 'http://localhost:3000', 'null', 'http://127.0.0.1:4000']) {
    expect(check({ host, origin }, 'GET')).toBeUndefined()
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      expect(check({ host, origin }, method)).toBe('ORIGIN_NOT_ALLOWED')
    }
  }
})

test('configured names and origins are accepted', () => {
  const allowed = { hosts: ['homemanager.test', 'localhost:14000'], origins: ['http://localhost:5173'] }
  expect(check({ host: 'homemanager.test:4000' }, 'GET', allowed)).toBeUndefined()
  expect(check({ host: 'localhost:14000' }, 'GET', allowed)).toBeUndefined()
  expect(check({ host: 'homemanager.test:4001' }, 'GET', allowed)).toBe('HOST_NOT_ALLOWED')
  const fromPage = { host: 'localhost:4000', origin: 'http://localhost:5173' }
  expect(check(fromPage, 'POST', allowed)).toBeUndefined()
})
