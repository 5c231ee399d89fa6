import type { ContainerCreateOptions } from 'dockerode'
import { dockerClient } from './connect-engine.js'
import type { EngineAddress } from './engine-address.js'
import { inNetworkTurn } from './network-turn.js'

/** Makes a container, which is not started yet. Resolves to its id. */
export async function makeContainer(options: ContainerCreateOptions): Promise<string> {
  const docker = await dockerClient()
  return (await docker.createContainer(options)).id
}

/** Starts a container that was made; nothing where it runs. */
export async function launchContainer(engine: EngineAddress, id: string): Promise<void> {
  const docker = await dockerClient()
  try {
    await inNetworkTurn(engine, async () => docker.getContainer(id).start())
  } catch (error) {
    if ((error as { readonly statusCode?: number }).statusCode !== 304) throw error
  }
}
