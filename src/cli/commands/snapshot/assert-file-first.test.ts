import path from 'node:path'
import { expect, test } from 'vitest'
import { assertExportFileFirst, assertImportFileFirst } from './assert-file-first.js'

const SNAPSHOTS = ['before-x', 'second', 'kept.tar.gz'].map((name) => ({ manifest: { name } }))

test.each([
  ['before-x', undefined, 'before-x.tar.gz before-x'],
  ['before-x', 'out/shop.tar.gz', 'out/shop.tar.gz before-x'],
  ['before-x', 'a b.tar.gz', "'a b.tar.gz' before-x"],
])('snapshot export %s %s: the file comes first', (file, name, words) => {
  expect(() => assertExportFileFirst({ file, name }, SNAPSHOTS)).toThrow(
    expect.objectContaining({
      code: 'USAGE',
      exitCode: 2,
      message: 'before-x is a snapshot.',
      suggestion: `The file comes first: homemanager snapshot export ${words}.`,
    }) as Error,
  )
})

test.each([
  ['before-x.tar.gz', 'before-x'],
  ['kept.tar.gz', undefined],
  ['before-x', 'second'],
  ['./before-x', undefined],
  ['new', 'unknown'],
])('snapshot export %s %s is as it should be', (file, name) => {
  expect(() => assertExportFileFirst({ file, name }, SNAPSHOTS)).not.toThrow()
})

test('snapshot import NAME FILE: the file comes first', () => {
  const file = path.basename(import.meta.filename)
  const cwd = import.meta.dirname
  expect(() => assertImportFileFirst({ file: 'before-x', name: file }, cwd)).toThrow(
    expect.objectContaining({
      code: 'USAGE',
      message: `${file} is a file, and before-x does not exist.`,
      suggestion: `The file comes first: homemanager snapshot import ${file} before-x.`,
    }) as Error,
  )
  expect(() => assertImportFileFirst({ file, name: 'before-x' }, cwd)).not.toThrow()
  expect(() => assertImportFileFirst({ file: 'missing.tar.gz' }, cwd)).not.toThrow()
})
