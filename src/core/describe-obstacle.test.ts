import { mkdir, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { createTemporaryDirectory } from '../../test/support/create-temporary-directory.js'
import { registerCleanup } from '../../test/support/register-cleanup.js'
import { describeObstacle } from './describe-obstacle.js'

test('what is in the place of a directory, or above it, is named', async () => {
  const directory = await createTemporaryDirectory('homemanager obstacle ')
  await registerCleanup({ directory })
  const at = (name: string): string => path.join(directory, name)
  await writeFile(at('file'), '')
  await symlink('/dev/null', at('device'))
  await symlink('nowhere', at('dangling'))
  await mkdir(at('real'))
  await symlink(at('real'), at('link'))
  expect(describeObstacle(at('file'))).toBe(`${at('file')} is a file, not a directory`)
  expect(describeObstacle(at('file/project/state'))).toBe(`${at('file')} is a file, not a directory`)
  expect(describeObstacle(at('device/project'))).toBe(
    `${at('device')} is a link to /dev/null, a device, not a directory`,
  )
  expect(describeObstacle(at('dangling/project'))).toBe(
    `${at('dangling')} is a link to nowhere, which does not exist`,
  )
  for (const fine of ['real', 'link', 'link/new', 'new/new'])
    expect(describeObstacle(at(fine))).toBeUndefined()
})
