import { tmpdir } from 'node:os'
import { expect, test } from 'vitest'
import {
  canTestWithDocker,
  createDockerTestConfig,
  listProjectResources,
  TEST_IMAGES,
} from '../../../../test/support/docker.js'
import { reserveFreePort } from '../../../../test/support/reserve-free-port.js'
import type { EngineRecord } from '../../../providers/provider.js'
import { getDockerClient } from '../../../providers/docker/daemon/connect-daemon.js'
import { loadProvider } from '../../../project/components/load-provider.js'

const dockerProvider = await loadProvider('docker')

test.skipIf(!(await canTestWithDocker()))(
  'rejects a volume of another PostgreSQL version before the container is started, and leaves it unchanged',
  async () => {
    const config = createDockerTestConfig(tmpdir())
    const volume = `${config.project}_postgres-data`
    const docker = await getDockerClient()
    await docker.createVolume({ Name: volume })
    await runInVolume(volume, 'echo 14 > /data/PG_VERSION')
    const starting = start()
    await expect(starting).rejects.toMatchObject({
      code: 'DATA_VERSION_MISMATCH',
      message: `The volume ${volume} contains data of PostgreSQL 14, but ${TEST_IMAGES.postgres} is PostgreSQL 15.`,
      suggestion: expect.stringContaining('postgres:14'),
    })
    expect(await listProjectResources(config.project)).toEqual([])
    await runInVolume(volume, 'rm /data/PG_VERSION')
    await dockerProvider.stop(await start(), 5000)
    await dockerProvider.removeData('postgres', config)
    await expect(docker.getVolume(volume).inspect()).rejects.toMatchObject({ statusCode: 404 })

    async function start(): Promise<EngineRecord> {
      const { signal } = new AbortController()
      const port = await reserveFreePort()
      return dockerProvider.start({ store: 'postgres', config, port, signal, onProgress: () => {} })
    }
  },
)

/** Runs a shell command in a container with the volume at /data. */
async function runInVolume(volume: string, command: string): Promise<void> {
  const docker = await getDockerClient()
  const container = await docker.createContainer({
    Image: TEST_IMAGES.postgres,
    Entrypoint: ['/bin/sh', '-c', command],
    Cmd: [],
    HostConfig: { Binds: [`${volume}:/data`] },
  })
  await container.start()
  expect(await container.wait()).toMatchObject({ StatusCode: 0 })
  await container.remove({ v: true })
}
