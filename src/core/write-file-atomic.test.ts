import { readFileSync, statSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { expect, onTestFinished, test } from 'vitest'
import { writeFileAtomic } from './write-file-atomic.js'

const ROUNDS = 200
/** Takes several writes, so that an incomplete file could be read. */
const SIZE = 1 << 20

async function createDirectory(): Promise<string> {
  const directory = await mkdtemp(path.join(tmpdir(), 'homemanager-atomic-'))
  onTestFinished(async () => rm(directory, { recursive: true }))
  return directory
}

test('a reader never sees an incomplete file', async () => {
  const directory = await createDirectory()
  const file = path.join(directory, 'record.json')
  writeFileAtomic(file, 'a'.repeat(SIZE))
  const module = fileURLToPath(new URL('../../dist/core/write-file-atomic.js', import.meta.url))
  const program = `
    const { writeFileAtomic } = await import(${JSON.stringify(module)})
    for (let i = 0; i < ${ROUNDS}; i++) writeFileAtomic(${JSON.stringify(file)}, 'b'.repeat(${SIZE}))`
  const writer = new Worker(program, { eval: true, execArgv: ['--input-type=module'] })
  const exit = new AbortController()
  const ended = new Promise<void>((resolve, reject) => {
    writer.once('error', reject)
    writer.once('exit', () => {
      exit.abort()
      resolve()
    })
  })
  const lengths = new Set<number>()
  while (!exit.signal.aborted) {
    lengths.add(readFileSync(file).length)
    await new Promise(setImmediate)
  }
  await ended
  expect([...lengths]).toEqual([SIZE])
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(await readdir(directory)).toEqual(['record.json'])
})

test('a failed write keeps the file and leaves no other', async () => {
  const directory = await createDirectory()
  const target = path.join(directory, 'missing', 'record.json')
  expect(() => writeFileAtomic(target, 'a')).toThrow('ENOENT')
  expect(await readdir(directory)).toEqual([])
})
