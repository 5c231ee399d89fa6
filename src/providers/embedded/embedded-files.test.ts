import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createTemporaryDirectory } from '../../../test/support/create-temporary-directory.js'
import { createTestConfig } from '../../../test/support/create-test-config.js'
import { embeddedFiles } from './embedded-files.js'
import { getEnginePaths } from './engine-paths.js'

const { signal } = new AbortController()

test('files of a copy that a killed command has started do not mix with those that are staged', async () => {
  const directory = await createTemporaryDirectory('homemanager-files-')
  onTestFinished(async () => rm(directory, { recursive: true }))
  const config = createTestConfig(directory)
  const source = path.join(directory, 'snapshot')
  await writeFiles(path.join(source, 'data'), { a: 'new' })
  const { dataDirectory } = getEnginePaths('mongo', config.home)
  await writeFiles(dataDirectory, { a: 'old' })
  // `cp` of the killed command is still writing to this one.
  const unfinished = `${dataDirectory}.restored-unfinished`
  await writeFiles(unfinished, { a: 'half', b: 'half' })
  const staging = embeddedFiles.stage('mongo', config, source, signal)
  await writeFiles(unfinished, { c: 'half' }).catch(() => {})
  await staging
  await embeddedFiles.replace('mongo', config, source)
  expect(await readdir(dataDirectory)).toEqual(['a'])
  expect(await readFile(path.join(dataDirectory, 'a'), 'utf8')).toBe('new')

  await embeddedFiles.stage('mongo', config, source, signal)
  await embeddedFiles.discard('mongo', config)
  expect(existsSync(unfinished)).toBe(false)
  expect(await readdir(path.dirname(dataDirectory))).not.toContain(`${path.basename(dataDirectory)}.restored`)
})

async function writeFiles(directory: string, files: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(directory, { recursive: true })
  for (const [name, content] of Object.entries(files)) await writeFile(path.join(directory, name), content)
}
