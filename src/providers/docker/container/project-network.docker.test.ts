import { describe, expect, test } from 'vitest'
import { createTemporaryDirectory } from '../../../../test/support/create-temporary-directory.js'
import {
  canTestWithDocker,
  createDockerTestConfig,
  listProjectResources,
} from '../../../../test/support/docker.js'
import { connectDaemon } from '../daemon/connect-daemon.js'
import { useNetwork } from './project-network.js'

describe.skipIf(!(await canTestWithDocker()))('the network of a project', () => {
  test('stays while one container is abandoned and another is about to be connected', async () => {
    const config = createDockerTestConfig(await createTemporaryDirectory('homemanager-network-'))
    const daemon = await connectDaemon()
    const network = [`network ${config.project}_default`]
    const first = useNetwork(daemon, config)
    const second = useNetwork(daemon, config)
    await first.ready
    await first.abandon()
    expect(await listProjectResources(config.project)).toEqual(network)
    // The next attempt begins while the network is being removed.
    const removal = second.abandon()
    const retry = useNetwork(daemon, config)
    await Promise.all([removal, retry.ready])
    expect(await listProjectResources(config.project)).toEqual(network)
    await retry.abandon()
    expect(await listProjectResources(config.project)).toEqual([])
  })
})
