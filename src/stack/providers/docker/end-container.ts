import { HomeError } from '../../../core/home-error.js'
import { LABELS, networkName } from './compose-labels.js'
import { connectEngine } from './connect-engine.js'
import type { EngineAddress } from './engine-address.js'
import { containerEnded, inspectContainer, removeContainer } from './engine-container.js'
import { engineRequest } from './engine-request.js'
import { inNetworkTurn } from './network-turn.js'
import { removeNetwork } from './remove-network.js'

/** Whether a container is there and runs. */
export async function containerRuns(id: string): Promise<boolean> {
  const container = await inspectContainer(await connectEngine(), id)
  return container?.State.Running ?? false
}

/**
 * Ends a container by its own stop signal, by force after `graceMs`, and removes it, and its project's network once
 * that is empty. Volumes stay. Its place in the network is taken away while its program ends: both take the engine some
 * tenths of a second, and whoever leaves last takes the network along, unless another container is about to come in.
 */
export async function endContainer(
  id: string,
  graceMs: number,
  network: 'leave' | 'keep' = 'leave',
): Promise<void> {
  const engine = await connectEngine()
  const container = await inspectContainer(engine, id)
  if (container === undefined) return
  const project = network === 'leave' ? container.Config.Labels[LABELS.project] : undefined
  const running = container.State.Running
  const left = await inNetworkTurn(engine, async () => {
    if (running) await signalled(engine, id, container.Config.StopSignal ?? 'SIGTERM')
    const [gone] = await Promise.all([
      project !== undefined && engine.podman !== true && leaveNetwork(engine, id, project),
      removeEnded(engine, id, running ? graceMs : 0),
    ])
    return gone
  })
  if (!left && project !== undefined) await removeNetwork(engine, project)
}

async function removeEnded(engine: EngineAddress, id: string, graceMs: number): Promise<void> {
  if (graceMs > 0) await containerEnded(engine, id, { timeoutMs: graceMs }).catch(() => {})
  await removeContainer(engine, id)
}

/** Signal and wait are quicker than the engine's own `stop`, and what does not end in time is removed by force. */
async function signalled(engine: EngineAddress, id: string, signal: string): Promise<void> {
  await engineRequest(engine, {
    method: 'POST',
    path: `/containers/${id}/kill?signal=${signal}`,
    already: [304, 404, 409],
  })
}

/** False where the engine will not let it go before it has ended. */
async function leaveNetwork(engine: EngineAddress, id: string, project: string): Promise<boolean> {
  const path = `/networks/${networkName(project)}/disconnect`
  try {
    await engineRequest(engine, { method: 'POST', path, body: { Container: id, Force: true } })
  } catch (error) {
    if (error instanceof HomeError && error.code === 'DOCKER_REFUSED') return false
    throw error
  }
  await removeNetwork(engine, project)
  return true
}
