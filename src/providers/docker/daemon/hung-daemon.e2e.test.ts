import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { buildOnce } from '../../../../test/support/build-once.js'
import type { StackStatus } from '../../../project/status/stack-status.js'

const PROGRAM = fileURLToPath(new URL('../../../../bin/homemanager.js', import.meta.url))

test('an unresponsive daemon delays up only once, and the embedded engines are used', async () => {
  await buildOnce()
  const directory = await mkdtemp(path.join(tmpdir(), 'homemanager-hung-'))
  let connections = 0
  const daemon = createServer(() => connections++).listen(path.join(directory, 'docker.sock'))
  await once(daemon, 'listening')
  const env = { ...process.env, DOCKER_HOST: `unix://${directory}/docker.sock` }
  const run = async (...args: readonly string[]): Promise<{ stdout: string; stderr: string }> =>
    promisify(execFile)(process.execPath, [PROGRAM, ...args, '--project', 'hm-test-hung'], {
      cwd: directory,
      env,
    })
  try {
    const { stdout, stderr } = await run('up', '--no-services', '--json')
    expect((JSON.parse(stdout) as StackStatus).provider).toBe('embedded')
    expect(stderr).toContain('no response within 900 ms')
    expect(connections).toBe(1)
  } finally {
    await run('down', '--volumes', '--yes')
    daemon.close()
    await rm(directory, { recursive: true })
  }
})
