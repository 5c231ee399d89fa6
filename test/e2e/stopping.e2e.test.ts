import { once } from 'node:events'
import { appendFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { createCliProject } from '../support/cli-project.js'

const STOPPED = { stopped: ['postgres', 'dynamodb', 'mongo'] }

test('a stack is stopped although homemanager.yaml and a variable are no longer valid', async () => {
  await using project = await createCliProject()
  expect(await project.run('up', '--no-services')).toMatchObject({ code: 0 })
  await appendFile(path.join(project.directory, 'homemanager.yaml'), 'migrations: { postgress: db }\n')
  const { stdout, stderr } = await project.runWith({ HOMEMANAGER_TODO_PORT: 'x' }, 'down', '--json')
  expect(JSON.parse(stdout)).toMatchObject(STOPPED)
  expect(stderr).toContain('The stack is stopped with the last valid configuration.')
})

test('the provider of existing data is not switched', async () => {
  await using project = await createCliProject()
  expect(await project.run('up', '--no-services')).toMatchObject({ code: 0 })
  expect(await project.run('down')).toMatchObject({ code: 0 })
  const { code, stderr } = await project.run('up', '--provider', 'docker')
  expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('PROVIDER_CHANGED') })
  expect(await project.run('up', '--no-services')).toMatchObject({ code: 0 })
})

test('a stack is stopped although its state directory was deleted', async () => {
  await using project = await createCliProject()
  expect(await project.run('up', '--no-services')).toMatchObject({ code: 0 })
  await rm(project.home, { recursive: true, maxRetries: 10 })
  await project.run('down')
  // Nothing uses the pinned ports any more.
  expect(await project.run('up', '--no-services')).toMatchObject({ code: 0 })
})

test('up completes although its terminal was closed', async () => {
  await using project = await createCliProject()
  const child = project.start('up')
  child.stderr?.once('data', () => child.stderr?.destroy())
  child.stdout?.destroy()
  await once(child, 'exit')
  expect(await project.run('status')).toMatchObject({ code: 0 })
})
