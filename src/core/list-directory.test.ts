import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { createTemporaryDirectory } from '../../test/support/create-temporary-directory.js'
import { listDirectory, mayExist } from './list-directory.js'

test('only a directory that does not exist is treated as empty', async () => {
  const directory = await createTemporaryDirectory('list-')
  await mkdir(path.join(directory, 'a'))
  await writeFile(path.join(directory, 'file'), '')
  expect((await listDirectory(directory)).map(({ name }) => name).toSorted()).toEqual(['a', 'file'])
  expect(await listDirectory(path.join(directory, 'missing'))).toEqual([])
  await expect(listDirectory(path.join(directory, 'file'))).rejects.toMatchObject({
    code: 'FILE_NOT_READABLE',
  })
  expect(['a', 'missing', 'file/a'].map((name) => mayExist(path.join(directory, name)))).toEqual([
    true,
    false,
    true,
  ])
})
