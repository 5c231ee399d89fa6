import { spawnSync } from 'node:child_process'
import { beforeAll, expect, test } from 'vitest'
import { buildOnce } from '../../../test/support/build-once.js'

beforeAll(buildOnce)

test('nothing reaches the file descriptor of stdout, and the exit code is that of the program', () => {
  const script = `
    import { execSync, spawn } from 'node:child_process'
    import { once } from 'node:events'
    import { writeFileSync, writeSync } from 'node:fs'
    import { callUserCode, runUserCode } from ${JSON.stringify(new URL('../../../dist/core/user-code/run-user-code.js', import.meta.url).href)}
    await runUserCode(async () => {
      writeSync(1, 'of the user')
      writeFileSync(1, 'of the user')
      execSync('echo of a program', { stdio: 'inherit' })
      await once(spawn('echo', ['of a program'], { stdio: ['ignore', 1, 2] }), 'exit')
    })
    callUserCode(() => writeSync(1, 'of the user'))
    writeSync(1, 'ours')
    execSync('echo too', { stdio: 'inherit' })
    process.exitCode = 7
    process.exit()`
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    encoding: 'utf8',
  })
  const redirected = `${'of the user'.repeat(2)}${'of a program\n'.repeat(2)}of the user`
  expect([stdout, stderr, status]).toEqual(['ourstoo\n', redirected, 7])
})
