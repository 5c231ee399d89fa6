import { mkdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createTemporaryDirectory } from '../../test/support/create-temporary-directory.js'
import { resolveConfig } from './resolve-config.js'

test('an option takes precedence over the environment, which does over the file and the default', async () => {
  const cwd = await createProjectDirectory(
    'project: shop\nports: { gateway: 4100, todo: 4102 }\npostgres: { password: file, user: file }\nmigrations: { mongo: db }',
  )
  const environment = {
    HOMEMANAGER_POSTGRES_PASSWORD: 'environment',
    HOMEMANAGER_TODO_PORT: '4202',
    HOMEMANAGER_MONGO_IMAGE: '',
  }
  const config = await resolveConfig({ cwd, ports: { gateway: 4300 } }, environment)
  expect(config).toMatchObject({
    project: 'shop',
    provider: 'auto',
    ports: {
      gateway: { port: 4300, pinned: true },
      todo: { port: 4202, pinned: true },
      budget: { port: 4003, pinned: false },
    },
    dynamodb: { table: 'homemanager-todos' },
    services: { identity: {}, todo: {}, budget: {} },
    migrations: { lockTimeoutMs: 10_000, directories: { mongo: path.join(cwd, 'db') } },
  })
  expect(config.postgres).toEqual({
    user: 'file',
    password: 'environment',
    database: 'homemanager_identity',
  })
  expect(config.mongo).toEqual({ database: 'homemanager_budget' })
})

test.each([
  [
    { HOMEMANAGER_TODO_PORT: '70000' },
    'HOMEMANAGER_TODO_PORT must be an integer between 1 and 65535, not "70000".',
  ],
  [
    { HOMEMANAGER_POSTGRES_URL: 'mysql://root:secret@db' },
    'HOMEMANAGER_POSTGRES_URL must be a URL that starts with postgres:// or postgresql:// or socket:, not "mysql://…@db".',
  ],
  [{ HOMEMANAGER_TODO_URL: 'http://' }, 'must be a URL that starts with http:// or https://, not "http://".'],
  [{ HOMEMANAGER_PROVIDER: 'podman' }, 'HOMEMANAGER_PROVIDER is "podman", an unknown provider.'],
  [
    { HOMEMANAGER_POSTGRES_PORT: '15432', HOMEMANAGER_MONGO_PORT: '15432' },
    'postgres and mongo are both configured for port 15432.',
  ],
])('%j is rejected', async (environment, expected) => {
  const cwd = await createProjectDirectory('project: shop')
  await expect(resolveConfig({ cwd }, environment)).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringContaining(expected) as string,
  })
})

async function createProjectDirectory(file: string): Promise<string> {
  const directory = await createTemporaryDirectory('homemanager-config-')
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  await writeFile(path.join(directory, 'homemanager.yaml'), file)
  return directory
}

test('a git worktree is a project of its own, unless it has a state without its name', async () => {
  const cwd = await createProjectDirectory('project: shop\nports: { gateway: 4100 }')
  await writeFile(path.join(cwd, '.git'), 'gitdir: /repository/.git/worktrees/feature\n')
  const name = `shop-${path.basename(cwd)}`
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
  const config = await resolveConfig({ cwd }, {})
  expect(config.project).toBe(name.replace(/-+$/, ''))
  expect(config.ports.gateway).toEqual({ port: 0, pinned: false })
  expect(await resolveConfig({ cwd, project: 'shop' }, {})).toMatchObject({
    project: 'shop',
    ports: { gateway: { port: 4100, pinned: true } },
  })
  await mkdir(path.join(cwd, '.homemanager', 'shop'), { recursive: true })
  expect(await resolveConfig({ cwd }, {})).toMatchObject({ project: 'shop' })
})
