import { expect, test } from 'vitest'
import { createLoggerTo } from './create-logger.js'
import { redactSecrets } from './redact-secrets.js'

const SAMPLE_TOKEN = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhbGV4In0.c2lnbmF0dXJl'

test('a log has no passwords, tokens or hashes, wherever they come from', () => {
  const lines: string[] = []
  const logger = createLoggerTo({ write: (line) => lines.push(line) })
  const cause = new Error('connect to postgres://home:hunter2@127.0.0.1:5432 failed')
  logger.error({ err: new Error(`token ${SAMPLE_TOKEN} refused`, { cause }) }, 'failed')
  logger.info({ password: 'hunter2', headers: { authorization: `Bearer ${SAMPLE_TOKEN}` } })
  logger.info({ request: { body: { refresh_token: 'hunter2', title: 'kept' } } })
  const text = lines.join('')
  expect(text).not.toMatch(/hunter2|eyJ/)
  expect(text).toContain('kept')
  expect(text).toContain('postgres://home:***@127.0.0.1:5432')
})

test.each([
  ['redis://:secret@host:6379/0', 'redis://:***@host:6379/0'],
  ['{"password":"secret","title":"x"}', '{"password":"***","title":"x"}'],
  ['GET /v1/todos?cursor=secret&limit=5', 'GET /v1/todos?cursor=***&limit=5'],
  ['Authorization: Bearer secret', 'Authorization: Bearer ***'],
  ['$scrypt$ln=14,r=8,p=1$secret$secret', '***'],
  ['nothing to hide: Fix kitchen faucet', 'nothing to hide: Fix kitchen faucet'],
])('%s', (text, redacted) => {
  expect(redactSecrets(text)).toBe(redacted)
})
