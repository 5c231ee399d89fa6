import { existsSync } from 'node:fs'
import { mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  canTestWithDocker,
  createDockerTestConfig,
  listProjectResources,
} from '../../../test/support/docker.js'
import { createTemporaryDirectory } from '../../../test/support/create-temporary-directory.js'
import { reserveFreePort } from '../../../test/support/reserve-free-port.js'
import { loadProvider } from '../../project/components/load-provider.js'
import { LABELS } from './compose/compose-labels.js'
import { ensureVolume } from './container/project-resources.js'
import { connectDaemon } from './daemon/connect-daemon.js'
import { findOrphanedDockerResources, removeOrphanedDockerResources } from './orphaned-docker-resources.js'

const dockerProvider = await loadProvider('docker')

describe.skipIf(!(await canTestWithDocker()))('orphaned resources of deleted projects', () => {
  test('are found and removed on request, those of a renamed directory are not', async () => {
    // The directory is searched for in its whole file system; this one is small.
    const parent = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()
    const root = await mkdtemp(join(parent, 'homemanager-orphans-'))
    const config = createDockerTestConfig(root)
    const { signal } = new AbortController()
    await dockerProvider.start({
      store: 'dynamodb',
      config,
      port: await reserveFreePort(),
      signal,
      onProgress: () => {},
    })
    const label = `${LABELS.project}=${config.project}`
    const findOrphans = async (): Promise<readonly string[]> =>
      (await findOrphanedDockerResources(label)).map(({ kind, name, status }) => `${status}: ${kind} ${name}`)
    expect(await findOrphans()).toEqual([])
    await rename(root, `${root}-moved`)
    try {
      expect(await findOrphans()).toEqual([])
      const other = createDockerTestConfig(await createTemporaryDirectory('homemanager-other-'))
      await expect(
        ensureVolume(await connectDaemon(), { ...other, project: config.project }, 'dynamodb-data'),
      ).rejects.toMatchObject({
        code: 'PROJECT_NAME_CONFLICT',
        message: expect.stringContaining(`${root}-moved`) as string,
      })
      await rm(other.root, { recursive: true })
      await rm(`${root}-moved`, { recursive: true })
      const resources = await listProjectResources(config.project)
      expect(resources).toHaveLength(3)
      expect((await findOrphans()).toSorted()).toEqual(resources.map((each) => `deleted: ${each}`))
    } finally {
      await removeOrphanedDockerResources(await findOrphanedDockerResources(label))
      await rm(`${root}-moved`, { recursive: true, force: true })
    }
    expect(await listProjectResources(config.project)).toEqual([])
    expect(await findOrphans()).toEqual([])
  })
})
