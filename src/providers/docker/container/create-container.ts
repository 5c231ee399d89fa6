import type { ContainerCreateOptions } from 'dockerode'
import { getDockerClient } from '../daemon/connect-daemon.js'
import type { DaemonAddress } from '../daemon/daemon-address.js'
import { withNetworkLock } from './with-network-lock.js'

/** Creates a container without starting it, and returns its id. */
export async function createContainer(options: ContainerCreateOptions): Promise<string> {
  const docker = await getDockerClient()
  return (await docker.createContainer(options)).id
}

/** Starts a created container. Does nothing if it is already running. */
export async function launchContainer(daemon: DaemonAddress, id: string): Promise<void> {
  const docker = await getDockerClient()
  try {
    await withNetworkLock(daemon, async () => docker.getContainer(id).start())
  } catch (error) {
    if ((error as { readonly statusCode?: number }).statusCode !== 304) throw error
  }
}
