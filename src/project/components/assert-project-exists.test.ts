import { mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createTemporaryDirectory } from '../../../test/support/create-temporary-directory.js'
import { createTestConfig } from '../../../test/support/create-test-config.js'
import { assertProjectExists } from './assert-project-exists.js'

test('a project that was never started is an error only where others were', async () => {
  const root = await createTemporaryDirectory('homemanager-projects-')
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  const typo = { ...createTestConfig(path.join(root, '.homemanager', 'typo')), root, project: 'typo' }
  expect(() => assertProjectExists(typo)).not.toThrow()
  await mkdir(path.join(root, '.homemanager', 'shop'), { recursive: true })
  expect(() => assertProjectExists(typo)).toThrow(
    expect.objectContaining({ code: 'PROJECT_NOT_FOUND', detail: 'Projects there: shop.' }) as Error,
  )
  await mkdir(typo.home)
  expect(() => assertProjectExists(typo)).not.toThrow()
})

test('a similar project is suggested, and the project of a branch for its name', async () => {
  const root = await createTemporaryDirectory('homemanager-projects-')
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  for (const name of ['shop', 'shop-try', 'other'])
    await mkdir(path.join(root, '.homemanager', name), { recursive: true })
  const find = (project: string): void => {
    const home = path.join(root, '.homemanager', project)
    assertProjectExists({ ...createTestConfig(home), root, project })
  }
  expect(() => find('try')).toThrow(
    expect.objectContaining({
      suggestion: expect.stringMatching(/^Did you mean shop-try\? Use /) as string,
    }) as Error,
  )
  expect(() => find('hsop')).toThrow(
    expect.objectContaining({
      suggestion: expect.stringMatching(/^Did you mean shop\? Use /) as string,
    }) as Error,
  )
  expect(() => find('warehouse')).toThrow(
    expect.objectContaining({ detail: 'Projects there: other, shop, shop-try.' }) as Error,
  )
})
