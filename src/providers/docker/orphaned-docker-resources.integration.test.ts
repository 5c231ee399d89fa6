import { mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  canTestWithDocker,
  createDockerTestConfig,
  listProjectResources,
} from '../../../test/support/docker.js'
import { reserveFreePort } from '../../../test/support/reserve-free-port.js'
import { dockerProvider } from './docker-provider.js'
import { findOrphanedDockerResources, removeOrphanedDockerResources } from './orphaned-docker-resources.js'

describe.skipIf(!(await canTestWithDocker()))('leftovers of projects whose folder is gone', () => {
  test('are found, and removed when told', async () => {
    const root = await mkdtemp(join(tmpdir(), 'homemanager-leftovers-'))
    const config = createDockerTestConfig(root)
    const { signal } = new AbortController()
    await dockerProvider.start({
      store: 'dynamodb',
      config,
      port: await reserveFreePort(),
      signal,
      onProgress: () => {},
    })
    const ours = async (): Promise<readonly string[]> =>
      (await findOrphanedDockerResources())
        .filter(({ project }) => project === config.project)
        .map(({ kind, name }) => `${kind} ${name}`)
    expect(await ours()).toEqual([])
    await rename(root, `${root}-moved`)
    try {
      const things = await listProjectResources(config.project)
      expect(things).toHaveLength(3)
      expect((await ours()).toSorted()).toEqual(things)
    } finally {
      await removeOrphanedDockerResources(
        (await findOrphanedDockerResources()).filter(({ project }) => project === config.project),
      )
      await rm(`${root}-moved`, { recursive: true })
    }
    expect(await listProjectResources(config.project)).toEqual([])
    expect(await ours()).toEqual([])
  })
})
