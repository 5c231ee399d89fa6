import { mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { dockerForTests, dockerTestConfig, projectThings } from '../../../../test/support/docker.js'
import { freePort } from '../../../../test/support/free-port.js'
import { dockerProvider } from './docker-provider.js'
import { findLeftovers, removeLeftovers } from './leftovers.js'

describe.skipIf(!(await dockerForTests()))('leftovers of projects whose folder is gone', () => {
  test('are found, and removed when told', async () => {
    const root = await mkdtemp(join(tmpdir(), 'homemanager-leftovers-'))
    const config = dockerTestConfig(root)
    const { signal } = new AbortController()
    await dockerProvider.start({
      store: 'dynamodb',
      config,
      port: await freePort(),
      signal,
      onProgress: () => {},
    })
    const ours = async (): Promise<readonly string[]> =>
      (await findLeftovers())
        .filter(({ project }) => project === config.project)
        .map(({ kind, name }) => `${kind} ${name}`)
    expect(await ours()).toEqual([])
    await rename(root, `${root}-moved`)
    try {
      const things = await projectThings(config.project)
      expect(things).toHaveLength(3)
      expect((await ours()).toSorted()).toEqual(things)
    } finally {
      await removeLeftovers((await findLeftovers()).filter(({ project }) => project === config.project))
      await rm(`${root}-moved`, { recursive: true })
    }
    expect(await projectThings(config.project)).toEqual([])
    expect(await ours()).toEqual([])
  })
})
