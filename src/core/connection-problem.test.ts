import { expect, test } from 'vitest'
import { findConnectionProblem } from './connection-problem.js'

test.each([
  [Object.assign(new Error('self-signed certificate'), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }), 'tls'],
  [new Error('The server does not support SSL connections'), 'tls'],
  [
    Object.assign(
      new Error('Client network socket disconnected before secure TLS connection was established'),
      { code: 'ECONNRESET' },
    ),
    'tls',
  ],
  [new Error("Socket 'secureConnect' timed out after 2700ms"), 'tls'],
  [Object.assign(new Error("ENOENT: open '/ca.pem'"), { code: 'ENOENT', syscall: 'open' }), 'tls'],
  [
    Object.assign(new Error('querySrv ECONNREFUSED _mongodb._tcp.db'), {
      code: 'ECONNREFUSED',
      syscall: 'querySrv',
    }),
    'dns',
  ],
  [Object.assign(new Error('getaddrinfo ENOTFOUND db'), { code: 'ENOTFOUND' }), 'dns'],
  [Object.assign(new Error('connect EACCES /tmp/s'), { code: 'EACCES' }), 'socket'],
  [Object.assign(new Error('password authentication failed'), { code: '28P01' }), 'authentication'],
  [Object.assign(new Error('Authentication failed.'), { code: 18 }), 'authentication'],
  [Object.assign(new Error('Invalid token'), { name: 'UnrecognizedClientException' }), 'authentication'],
  [Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }), undefined],
])('%s: %s', (cause, kind) => {
  expect(findConnectionProblem(cause)?.kind).toBe(kind)
  expect(findConnectionProblem(new Error('not responding', { cause }))?.kind).toBe(kind)
  expect(findConnectionProblem(new AggregateError([cause]))?.kind).toBe(kind)
  // As the MongoDB driver reports it.
  expect(findConnectionProblem(Object.assign(new Error('x'), { reason: { error: cause } }))?.kind).toBe(kind)
})
