import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { open } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { buildOnce } from './build-once.js'

const PROGRAM = fileURLToPath(new URL('../../bin/homemanager.js', import.meta.url))

/** `/dev/full` rejects all writes, as a full disk does. */
export const HAS_FULL_DISK = process.platform === 'linux'

/** Runs the built program with its stdout on a full disk. */
export async function runWithFullDisk(
  directory: string,
  args: readonly string[],
): Promise<{ readonly code: number | null; readonly stderr: string }> {
  await buildOnce()
  await using disk = await open('/dev/full', 'w')
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    cwd: directory,
    env: { ...process.env, NO_COLOR: '1' },
    stdio: ['ignore', disk.fd, 'pipe'],
  })
  const exit = once(child, 'exit') as Promise<[number | null]>
  if (child.stderr === null) throw new TypeError('stderr is not piped.')
  const [stderr, [code]] = await Promise.all([text(child.stderr), exit])
  return { code, stderr }
}
