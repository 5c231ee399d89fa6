import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
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

test('the size of the data is that of its files, and 0 without any', async () => {
  const directory = await createTemporaryDirectory('homemanager-files-')
  onTestFinished(async () => rm(directory, { recursive: true }))
  const config = createTestConfig(directory)
  expect(await embeddedFiles.measure?.('mongo', config)).toBe(0)
  const { dataDirectory } = getEnginePaths('mongo', config.home)
  await writeFiles(dataDirectory, { a: 'three' })
  await writeFiles(path.join(dataDirectory, 'journal'), { b: 'six' })
  expect(await embeddedFiles.measure?.('mongo', config)).toBe(8)
})

test('files that are unchanged since they were copied are linked, and copied if the engine changes them before they replace the others', async () => {
  const directory = await createTemporaryDirectory('homemanager-files-')
  onTestFinished(async () => rm(directory, { recursive: true }))
  const config = createTestConfig(directory)
  const snapshot = path.join(directory, 'snapshot')
  const { dataDirectory } = getEnginePaths('postgres', config.home)
  const live = (name: string): string => path.join(dataDirectory, name)
  const saved = {
    kept: 'one',
    'base/kept': 'two',
    later: 'three',
    earlier: 'four',
    deleted: 'five',
    recent: 'six',
  }
  await mkdir(live('base'), { recursive: true })
  await writeFiles(dataDirectory, saved)
  // A file system may record the time of a change in whole seconds.
  const longAgo = (Date.now() - 60_000) / 1000 + 0.123456
  for (const name of Object.keys(saved)) if (name !== 'recent') await utimes(live(name), longAgo, longAgo)
  await embeddedFiles.save('postgres', config, snapshot, signal)

  await writeFiles(dataDirectory, { earlier: 'FOUR', added: 'seven' })
  await rm(live('deleted'))
  await embeddedFiles.stage('postgres', config, snapshot, signal)
  const getInodes = async (): Promise<readonly number[]> =>
    Promise.all(['kept', 'base/kept'].map(async (name) => (await stat(live(name))).ino))
  const inodes = await getInodes()
  const recent = await stat(live('recent'))
  // The same size, by an engine that is still running.
  await writeFiles(dataDirectory, { later: 'THREE' })
  await embeddedFiles.replace('postgres', config, snapshot)
  const contents = Object.keys(saved).map(async (name) => [name, await readFile(live(name), 'utf8')])
  expect(Object.fromEntries(await Promise.all(contents))).toEqual(saved)
  expect(existsSync(live('added'))).toBe(false)
  expect(await getInodes()).toEqual(inodes)
  expect((await stat(live('recent'))).ino).not.toBe(recent.ino)

  // Without the snapshot, it is not known whether the engine has changed one.
  await embeddedFiles.stage('postgres', config, snapshot, signal)
  await rm(snapshot, { recursive: true })
  await expect(embeddedFiles.replace('postgres', config, snapshot)).rejects.toMatchObject({ code: 'ENOENT' })
})

test('the data of before is kept until it is deleted, which is possible while the engine runs', async () => {
  const directory = await createTemporaryDirectory('homemanager-files-')
  onTestFinished(async () => rm(directory, { recursive: true }))
  const config = createTestConfig(directory)
  const { dataDirectory } = getEnginePaths('mongo', config.home)
  const source = path.join(directory, 'snapshot')
  await writeFiles(path.join(source, 'data'), { a: 'new' })
  await writeFiles(dataDirectory, { a: 'old', b: 'old' })
  await embeddedFiles.stage('mongo', config, source, signal)
  await embeddedFiles.replace('mongo', config, source)
  expect(await readdir(dataDirectory)).toEqual(['a'])
  const replaced = `${dataDirectory}.replaced`
  expect(await readdir(replaced)).toEqual(['a', 'b'])
  await embeddedFiles.deleteReplaced?.(['mongo'], config)
  expect(existsSync(replaced)).toBe(false)
})

async function writeFiles(directory: string, files: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(directory, { recursive: true })
  for (const [name, content] of Object.entries(files)) await writeFile(path.join(directory, name), content)
}
