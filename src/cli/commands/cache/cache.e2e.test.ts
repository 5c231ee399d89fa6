import { randomBytes } from 'node:crypto'
import { mkdir, readdir, symlink, truncate, writeFile } from 'node:fs/promises'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import path from 'node:path'
import { expect, test } from 'vitest'
import { type CliProject, createCliProject } from '../../../../test/support/cli-project.js'
import type { CommandResult } from '../../../../test/support/project-directory.js'
import { expectToMatchSchema } from '../../../../test/support/json-schema.js'
import { getCacheDirectory } from '../../../core/cache-directory.js'
import type { CachedDataset } from '../../../snapshots/dataset-cache.js'

/** No other test has it, so its dataset is not in the cache. */
const PROFILE = `cache-${randomBytes(4).toString('hex')}`

test('a dataset is loaded once, then copied, by several projects at once, and loaded again if the copy is damaged', async () => {
  await using first = await createProject()
  await using second = await createProject()
  await using third = await createProject()
  const up = ['up', '--no-services', '--seed', `./${PROFILE}.yaml`]
  const loaded = await first.run(...up)
  expect(loaded).toMatchObject({ code: 0, stderr: expect.stringContaining('3 families') })
  const fingerprint = await readFingerprint(first)
  const copies = await Promise.all([second.runAlone(...up), third.runAlone(...up)])
  for (const each of copies)
    expect(each).toMatchObject({ code: 0, stderr: expect.stringContaining('copied from the cache') })
  for (const each of [second, third]) expect(await readFingerprint(each)).toBe(fingerprint)
  await expectNoCopyForBusyPort(up)
  // A new project, with passwords of its own.
  expect(await second.run('query', 'postgres', 'SELECT 1')).toMatchObject({ code: 0 })

  const listed = JSON.parse((await first.run('cache', 'list', '--json')).stdout) as {
    readonly items: readonly CachedDataset[]
  }
  await expectToMatchSchema('cache-list', listed)
  const entry = listed.items.find(({ profile }) => profile === PROFILE)
  expect(entry).toMatchObject({ seed: 1, families: 3 })
  await damage(entry?.directory ?? '')
  await third.runOk('down', '--volumes', '--yes', '--no-backup')
  expect(await third.run(...up)).toMatchObject({ code: 0, stderr: expect.stringContaining('3 families') })
  await third.runOk('down', '--volumes', '--yes', '--no-backup')
  const uncached = await third.run(...up, '--no-cache')
  expect(uncached).toMatchObject({ code: 0, stderr: expect.stringContaining('3 families') })
})

/** A port of the configuration that is in use is found before anything is copied. */
async function expectNoCopyForBusyPort(up: readonly string[]): Promise<void> {
  await using project = await createProject()
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    const { port } = server.address() as AddressInfo
    const result = await project.runWith({ HOMEMANAGER_MONGO_PORT: String(port) }, ...up)
    expect(result).toMatchObject({ code: 1, stderr: expect.stringContaining(`Port ${port}, configured`) })
    expect(result.stderr).not.toContain('cache')
  } finally {
    server.close()
  }
}

test('datasets, which other projects use too, are deleted after confirmation only', async () => {
  await using project = await createProject()
  // A relative path is not allowed there, so the cache is in the home directory.
  const env = { HOME: project.directory, XDG_CACHE_HOME: 'cache' }
  const directory = path.join(project.directory, '.cache', 'homemanager')
  await shareCache(directory)
  const unused = `⚠ XDG_CACHE_HOME (cache) cannot be used: it is not an absolute path. The cache is in ${directory}.\n`
  const run = async (...args: readonly string[]): Promise<CommandResult> => project.runWith(env, ...args)
  const count = async (): Promise<number> =>
    (JSON.parse((await run('cache', 'list', '--json')).stdout) as { readonly items: readonly unknown[] })
      .items.length
  expect(await run('cache', 'prune')).toMatchObject({
    code: 0,
    stdout: 'Nothing was deleted.\n',
    stderr: unused,
  })
  expect((await run('status')).stderr).not.toContain('XDG_CACHE_HOME')
  const up = await run('up', '--no-services', '--seed', `./${PROFILE}.yaml`)
  expect(up.code).toBe(0)
  expect(up.stderr.split(unused)).toHaveLength(2)
  expect(await run('cache', 'prune')).toMatchObject({
    code: 3,
    stderr: expect.stringContaining('Delete 1 dataset (') as string,
  })
  expect(await count()).toBe(1)
  expect(await run('cache', 'prune', '--yes')).toMatchObject({ code: 0 })
  expect(await count()).toBe(0)
})

async function createProject(): Promise<CliProject> {
  const project = await createCliProject()
  const content = `name: ${PROFILE}\nextends: small\nfamilies: 3\n`
  await writeFile(path.join(project.directory, `${PROFILE}.yaml`), content)
  return project
}

/** A cache without datasets, with the empty cluster of PostgreSQL that the other tests use. */
async function shareCache(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true })
  const shared = getCacheDirectory()
  for (const name of await readdir(shared))
    if (/^(?:postgres|glibc)-/.test(name)) await symlink(path.join(shared, name), path.join(directory, name))
}

async function readFingerprint(project: CliProject): Promise<unknown> {
  const { code, stdout } = await project.run('verify', '--dataset', '--json')
  expect(code).toBe(0)
  return (JSON.parse(stdout) as { readonly fingerprint: { readonly dataset: string } }).fingerprint.dataset
}

async function damage(directory: string): Promise<void> {
  const data = path.join(directory, 'data', 'dynamodb', 'data')
  const name = (await readdir(data)).find((each) => each.endsWith('.sqlite')) ?? ''
  await truncate(path.join(data, name), 100)
}
