import { chmod, mkdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createTemporaryDirectory } from '../../../../test/support/create-temporary-directory.js'
import { createTestConfig } from '../../../../test/support/create-test-config.js'
import { findMongoProgram, type MongoProgram } from './mongo-program.js'

test('a mongod on PATH is used for new data', async () => {
  const { find } = await createMachineWithMongod()
  expect(await find()).toMatchObject({ kind: 'mongod', version: '4.4.29' })
})

test('a mongod on PATH does not open data of the embedded engine', async () => {
  const { find, dataDirectory } = await createMachineWithMongod()
  await writeFile(path.join(dataDirectory, 'WiredTiger'), '')
  await writeFile(path.join(dataDirectory, '.embedded-mongodb-index-repair'), '')
  expect(await find()).toMatchObject({ kind: 'embedded' })
})

test('a mongod on PATH opens data of its own release', async () => {
  const { find, dataDirectory } = await createMachineWithMongod()
  await writeFile(path.join(dataDirectory, 'WiredTiger'), '')
  await writeFile(
    path.join(dataDirectory, 'homemanager-engine.json'),
    JSON.stringify({ kind: 'mongod', version: '4.4.2' }),
  )
  expect(await find()).toMatchObject({ kind: 'mongod', version: '4.4.29' })
})

async function createMachineWithMongod(): Promise<{
  readonly find: () => Promise<MongoProgram>
  readonly dataDirectory: string
}> {
  const root = await createTemporaryDirectory('homemanager-mongod-')
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  const dataDirectory = path.join(root, 'data')
  await mkdir(dataDirectory)
  const mongod = path.join(root, 'mongod')
  await writeFile(mongod, '#!/bin/sh\necho "db version v4.4.29"\n')
  await chmod(mongod, 0o755)
  vi.stubEnv('PATH', `${root}:${process.env['PATH'] ?? ''}`)
  onTestFinished(() => void vi.unstubAllEnvs())
  const request = {
    store: 'mongo',
    config: createTestConfig(root),
    port: 1,
    signal: new AbortController().signal,
    onProgress: () => {},
  } as const
  return { find: async () => findMongoProgram(request, dataDirectory), dataDirectory }
}
