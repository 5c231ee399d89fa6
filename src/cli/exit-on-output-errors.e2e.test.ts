import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { HAS_FULL_DISK, runWithFullDisk } from '../../test/support/run-with-full-disk.js'

const PROGRAM = fileURLToPath(new URL('../../bin/homemanager.js', import.meta.url))

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'homemanager-full-'))
})
afterAll(async () => rm(directory, { recursive: true, force: true }))

const COMMANDS = [
  '--version',
  '--help',
  'up --help',
  'completion bash',
  'ls --json',
  'branch list --json',
  'status',
  'status --json',
  'version --json',
  'nosuch --json',
]

test.skipIf(!HAS_FULL_DISK).each(COMMANDS)('%s fails if its output cannot be written', async (command) => {
  const { code, stderr } = await runWithFullDisk(directory, command.split(' '))
  expect(stderr).toMatch(/^✗ The output could not be written\.\n {2}The disk is full\.\n {2}→ /)
  expect([code, stderr.trimEnd().split('\n').at(-1)]).toEqual([1, '  OUTPUT_FAILED'])
})

test.skipIf(!HAS_FULL_DISK)('fails if only the beginning of the output could be written', async () => {
  // The limit of a file's size is in blocks of 512 or 1024 bytes. Node ignores the signal that comes with it.
  const child = spawn('sh', ['-c', 'ulimit -f 1; "$0" "$@" >out', process.execPath, PROGRAM, '--help'], {
    cwd: directory,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const [stderr, [code]] = await Promise.all([
    text(child.stderr),
    once(child, 'exit') as Promise<[number | null]>,
  ])
  expect((await stat(path.join(directory, 'out'))).size).toBeGreaterThan(0)
  expect([code, stderr.trimEnd().split('\n').at(-1)]).toEqual([1, '  OUTPUT_FAILED'])
})
