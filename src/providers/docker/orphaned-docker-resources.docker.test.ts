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
import { loadProvider } from '../../project/components/load-provider.js'
import { findOrphanedDockerResources, removeOrphanedDockerResources } from './orphaned-docker-resources.js'

const dockerProvider = await loadProvider('docker')

describe.skipIf(!(await canTestWithDocker()))('orphaned resources of deleted projects', () => {
  test('are found and removed on request', async () => {
    const root = await mkdtemp(join(tmpdir(), 'homemanager-orphans-'))
    const config = createDockerTestConfig(root)
    const { signal } = new AbortController()
    await dockerProvider.start({
      store: 'dynamodb',
      config,
      port: await reserveFreePort(),
      signal,
      onProgress: () => {},
    })
    const findOrphans = async (): Promise<readonly string[]> =>
      (await findOrphanedDockerResources())
        .filter(({ project }) => project === config.project)
        .map(({ kind, name }) => `${kind} ${name}`)
    expect(await findOrphans()).toEqual([])
    await rename(root, `${root}-moved`)
    try {
      const resources = await listProjectResources(config.project)
      expect(resources).toHaveLength(3)
      expect((await findOrphans()).toSorted()).toEqual(resources)
    } finally {
      await removeOrphanedDockerResources(
        (await findOrphanedDockerResources()).filter(({ project }) => project === config.project),
      )
      await rm(`${root}-moved`, { recursive: true })
    }
    expect(await listProjectResources(config.project)).toEqual([])
    expect(await findOrphans()).toEqual([])
  })
})
