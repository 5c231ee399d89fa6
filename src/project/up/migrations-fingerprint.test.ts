import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createTestConfig } from '../../../test/support/create-test-config.js'
import { migrationsFingerprint } from './migrations-fingerprint.js'

test('the fingerprint of migrations follows from their names and contents, not from where and when they were written', () => {
  const root = mkdtempSync(path.join(tmpdir(), 'homemanager test '))
  onTestFinished(() => rmSync(root, { recursive: true }))
  const write = (checkout: string, name: string, text: string, time: number): string => {
    const file = path.join(root, checkout, name)
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, text)
    utimesSync(file, time, time)
    return path.dirname(file)
  }
  const fingerprint = (postgres: string): string => {
    const config = createTestConfig(root)
    return migrationsFingerprint({
      ...config,
      migrations: { ...config.migrations, directories: { postgres } },
    })
  }
  const one = write('one', '0001-notes.sql', 'CREATE TABLE notes (id int);', 1000)
  const other = write('other', '0001-notes.sql', 'CREATE TABLE notes (id int);', 2000)
  const edited = write('edited', '0001-notes.sql', 'CREATE TABLE noted (id int);', 1000)
  const renamed = write('renamed', '0002-notes.sql', 'CREATE TABLE notes (id int);', 1000)
  expect(fingerprint(other)).toBe(fingerprint(one))
  expect(new Set([one, edited, renamed, path.join(root, 'none')].map(fingerprint)).size).toBe(4)
})
