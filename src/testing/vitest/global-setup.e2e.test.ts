import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { buildOnce } from '../../../test/support/build-once.js'

const VITEST = fileURLToPath(new URL('../../../node_modules/vitest/vitest.mjs', import.meta.url))
const SUITE = fileURLToPath(new URL('../../../test/programs/forking-suite', import.meta.url))

test('each file of a suite with the global setup has a fork of its own', async () => {
  await buildOnce()
  const env = { ...process.env, HOMEMANAGER_PROVIDER: 'embedded', NO_COLOR: '1' }
  const { stdout } = await promisify(execFile)(process.execPath, [VITEST, 'run', '--root', SUITE], { env })
  expect(stdout).toContain('3 passed (3)')
})
