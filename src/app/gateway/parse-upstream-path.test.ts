import { expect, test } from 'vitest'
import { parseUpstreamPath } from './parse-upstream-path.js'

test.each([
  ['/v1/todos', '/v1/todos'],
  ['', '/'],
  ['?file=./x', '/?file=./x'],
  ['/v1/files?file=../x&to=/../y', '/v1/files?file=../x&to=/../y'],
  ['/v1/a.b/..c/d..', '/v1/a.b/..c/d..'],
  ['/v1/%252e%252e', '/v1/%252e%252e'],
  ['/v1/a%2Fb', '/v1/a%2Fb'],
])('%s is requested as %s', (url, path) => {
  expect(parseUpstreamPath(url)).toBe(path)
})

test.each([
  '//other.example/x',
  '/..',
  '/v1/../admin',
  '/v1/./x',
  '/v1/%2e%2E/x',
  '/..%2fadmin',
  '/v1/..%2F..%2fadmin',
  '/%2fother.example',
  '/v1/..%5cadmin',
  '/v1/..\\admin',
  '/v1/..?x=1',
])('%s is rejected', (url) => {
  expect(parseUpstreamPath(url)).toBeUndefined()
})
