import { expect, test } from 'vitest'
import { getUrlPort } from './url-port.js'

test.each([
  ['http://127.0.0.1:4000', 4000],
  ['http://127.0.0.1:80/', 80],
  ['https://localhost:443', 443],
  [new URL('http://[::1]:8080'), 8080],
])('%s has port %i', (url, port) => {
  expect(getUrlPort(url)).toBe(port)
})
