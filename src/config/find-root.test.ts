import { mkdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createTemporaryDirectory } from '../../test/support/create-temporary-directory.js'
import { findRoot } from './find-root.js'

test('the project is the nearest parent directory with a configuration file', async () => {
  const { parent, child } = await createDirectories()
  const file = path.join(parent, 'homemanager.yaml')
  await writeFile(file, '')
  expect(findRoot(child)).toEqual({ root: parent, file })
})

test('a state directory in a parent directory does not make it the project', async () => {
  const { parent, child } = await createDirectories()
  await mkdir(path.join(parent, '.homemanager'))
  expect(findRoot(child)).toEqual({ root: child })
})

async function createDirectories(): Promise<{ readonly parent: string; readonly child: string }> {
  const parent = await createTemporaryDirectory('homemanager-root-')
  onTestFinished(() => rm(parent, { recursive: true, force: true }))
  const child = path.join(parent, 'code', 'blog')
  await mkdir(child, { recursive: true })
  return { parent, child }
}

test('a directory that cannot be used is an error that says why', async () => {
  const directory = await createTemporaryDirectory('homemanager-root-')
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  const file = path.join(directory, 'file')
  await writeFile(file, '')
  for (const [cwd, problem] of [
    [
      path.join(directory, 'missing'),
      { message: `The directory ${path.join(directory, 'missing')} does not exist.` },
    ],
    [file, { message: `${file} is not a directory.` }],
    [path.join(file, 'below'), { detail: `${file} is not a directory.` }],
  ] as const) {
    const find = (): unknown => findRoot(cwd)
    expect(find).toThrow(expect.objectContaining({ code: 'DIRECTORY_NOT_FOUND', ...problem }))
  }
})
