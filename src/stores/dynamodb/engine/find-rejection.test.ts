import { expect, test } from 'vitest'
import { findRejection } from './find-rejection.js'

const EXPECTED = { port: 8000, accessKeyId: 'a1b2' }
const KEY =
  'AWS4-HMAC-SHA256 Credential=a1b2/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0'

function check(headers: Readonly<Record<string, string>>): string | undefined {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  return findRejection(['POST / HTTP/1.1', ...lines].join('\r\n'), EXPECTED)?.type
}

test.each(['127.0.0.1:8000', 'localhost:8000', 'LOCALHOST', '[::1]:8000'])('accepts %s', (Host) => {
  expect(check({ Host, Authorization: KEY })).toBeUndefined()
})

test.each(['evil.example', 'evil.example:8000', '127.0.0.1.evil.example:8000', 'localhost:8001', ''])(
  'rejects the host "%s"',
  (Host) => {
    expect(check({ Host, Authorization: KEY })).toBe('AccessDeniedException')
  },
)

test('rejects web pages, also those with the access key', () => {
  for (const Origin of ['http://evil.example', 'null', 'http://127.0.0.1:8000']) {
    expect(check({ Host: '127.0.0.1:8000', Origin, Authorization: KEY })).toBe('AccessDeniedException')
  }
})

test('rejects requests without the access key', () => {
  const Host = '127.0.0.1:8000'
  expect(check({ Host })).toBe('MissingAuthenticationTokenException')
  for (const wrong of ['a1b3', 'a1b', 'a1b2c', 'homemanager']) {
    const Authorization = KEY.replace('a1b2', wrong)
    expect([wrong, check({ Host, Authorization })]).toEqual([wrong, 'UnrecognizedClientException'])
  }
  expect(check({ Host, Authorization: 'Basic a1b2' })).toBe('UnrecognizedClientException')
})

test('rejects a URL instead of a path', () => {
  const head = `POST http://evil.example/ HTTP/1.1\r\nHost: 127.0.0.1:8000\r\nAuthorization: ${KEY}`
  expect(findRejection(head, EXPECTED)?.type).toBe('AccessDeniedException')
})

test('rejects a second header, which the engine might use instead', () => {
  const head = `POST / HTTP/1.1\r\nHost: 127.0.0.1:8000\r\nHOST: evil.example\r\nAuthorization: ${KEY}`
  expect(findRejection(head, EXPECTED)?.type).toBe('AccessDeniedException')
})
