import { spawnSync } from 'node:child_process'
import { closeSync, existsSync, openSync } from 'node:fs'
import { expect, test } from 'vitest'
import { buildOnce } from '../../../test/support/build-once.js'
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

test.skipIf(!existsSync('/dev/full'))(
  'a log on a full disk neither ends the process nor fills its memory',
  async () => {
    await buildOnce()
    const program = `
    import { createLogger } from ${JSON.stringify(new URL('../../../dist/app/telemetry/create-logger.js', import.meta.url).href)}
    const log = createLogger(2)
    for (let n = 0; n < 300; n++) {
      log.logger.info('x'.repeat(10_000))
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
    await log.flush()
    console.log(log.countDropped() > 0, log.countBuffered() < 2e6)`
    const full = openSync('/dev/full', 'w')
    const { stdout, status } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', full],
      encoding: 'utf8',
      timeout: 30_000,
    })
    closeSync(full)
    expect({ stdout, status }).toEqual({ stdout: 'true true\n', status: 0 })
  },
)

test('all lines are written, in order, also those before the exit of the process', async () => {
  await buildOnce()
  // Other work keeps the only thread for asynchronous writes busy until the process exits.
  const program = `
    import { pbkdf2 } from 'node:crypto'
    import { createLogger } from ${JSON.stringify(new URL('../../../dist/app/telemetry/create-logger.js', import.meta.url).href)}
    const { logger } = createLogger(1)
    for (let n = 0; n < 500; n++) logger.info({ n })
    await new Promise((resolve) => setTimeout(resolve, 30))
    pbkdf2('password', 'salt', 300_000, 64, 'sha512', () => {})
    for (let n = 500; n < 1000; n++) logger.info({ n })
    process.exit()`
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
    env: { ...process.env, UV_THREADPOOL_SIZE: '1' },
    timeout: 30_000,
  })
  const numbers = stdout
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { n: number }).n)
  expect(numbers).toEqual(Array.from({ length: 1000 }, (_, n) => n))
})
