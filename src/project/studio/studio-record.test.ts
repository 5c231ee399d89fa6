import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findStudio, getStudioRecordPath, recordForegroundStudio } from './studio-record.js'

const URL = 'http://127.0.0.1:1/?token=t'
let home: string
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'homemanager-studio-'))
})
afterEach(() => rmSync(home, { recursive: true }))

test('Studio in a terminal is found while its process serves it, and is not the one that down stops', () => {
  const record = recordForegroundStudio(home, URL)
  expect(findStudio(home, 'foreground')).toMatchObject({ url: URL, process: { pid: process.pid } })
  expect(findStudio(home, 'background')).toBeUndefined()
  record[Symbol.dispose]()
  expect(findStudio(home, 'foreground')).toBeUndefined()
})

test('a record of a process that has ended is ignored', () => {
  const ended = { process: { pid: process.pid, startedAt: 'before' }, url: URL }
  writeFileSync(getStudioRecordPath(home, 'background'), JSON.stringify(ended))
  expect(findStudio(home, 'background')).toBeUndefined()
})
