import { expect, test } from 'vitest'
import { simplifyDaemonMessage } from './pull-image.js'

test.each([
  [
    '(HTTP code 500) server error - Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io on 10.0.0.1:53: no such host ',
    'registry-1.docker.io: no such host',
  ],
  [
    'Get "https://127.0.0.1:5000/v2/": dial tcp 127.0.0.1:5000: connect: connection refused',
    '127.0.0.1:5000: connection refused',
  ],
  ['(HTTP code 404) no such image - manifest unknown', 'manifest unknown'],
  [
    'Error response from daemon: pull access denied for x',
    'Error response from daemon: pull access denied for x',
  ],
])('%s', (message, expected) => {
  expect(simplifyDaemonMessage(message)).toBe(expected)
})
