import { closeSync, mkdirSync, openSync, readFileSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createTemporaryDirectory } from '../../test/support/create-temporary-directory.js'
import { MAX_LOG_BYTES, rotateLog } from './rotate-log.js'

test('a large log is rotated while a program has it open, and one older file is kept', async () => {
  const file = join(await createTemporaryDirectory('homemanager-log-'), 'services.log')
  const log = openSync(file, 'a')
  for (const round of [1, 2]) {
    writeSync(log, Buffer.alloc(MAX_LOG_BYTES + 1, String(round)))
    rotateLog(file)
    writeSync(log, `after ${round}\n`)
    expect(readFileSync(file, 'utf8')).toBe(`after ${round}\n`)
    expect(readFileSync(`${file}.1`, 'utf8').at(-1)).toBe(String(round))
  }
  closeSync(log)
  rotateLog(file)
  expect(statSync(file).size).toBe(8)
})

test('a log that cannot be rotated or does not exist is no error', async () => {
  const directory = await createTemporaryDirectory('homemanager-log-')
  rotateLog(join(directory, 'missing.log'))
  const file = join(directory, 'engine.log')
  const log = openSync(file, 'a')
  writeSync(log, Buffer.alloc(MAX_LOG_BYTES + 1))
  closeSync(log)
  mkdirSync(`${file}.1`)
  rotateLog(file)
  expect(statSync(file).size).toBe(0)
})
