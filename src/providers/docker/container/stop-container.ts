import { HomeError } from '../../../core/home-error.js'
import { LABELS, networkName } from '../compose/compose-labels.js'
import { connectDaemon } from '../daemon/connect-daemon.js'
import type { DaemonAddress } from '../daemon/daemon-address.js'
import { waitForContainerExit, inspectContainer, removeContainer } from './container-api.js'
import { requestDaemon } from '../daemon/daemon-request.js'
import { withNetworkLock } from './with-network-lock.js'
import { removeNetwork } from './remove-network.js'

/** Whether a container is there and runs. */
export async function isContainerRunning(id: string): Promise<boolean> {
  const container = await inspectContainer(await connectDaemon(), id)
  return container?.State.Running ?? false
}

/**
 * Ends a container by its own stop signal, by force after `graceMs`, and removes it, and its project's network once
 * that is empty. Volumes stay. Its place in the network is taken away while its program ends: both take the engine some
 * tenths of a second, and whoever leaves last takes the network along, unless another container is about to come in.
 */
export async function stopContainer(
  id: string,
  graceMs: number,
  network: 'leave' | 'keep' = 'leave',
): Promise<void> {
  const daemon = await connectDaemon()
  const container = await inspectContainer(daemon, id)
  if (container === undefined) return
  const project = network === 'leave' ? container.Config.Labels[LABELS.project] : undefined
  const running = container.State.Running
  const left = await withNetworkLock(daemon, async () => {
    if (running) await signalContainer(daemon, id, container.Config.StopSignal ?? 'SIGTERM')
    const [gone] = await Promise.all([
      project !== undefined && daemon.podman !== true && disconnectFromNetwork(daemon, id, project),
      removeAfterExit(daemon, id, running ? graceMs : 0),
    ])
    return gone
  })
  if (!left && project !== undefined) await removeNetwork(daemon, project)
}

async function removeAfterExit(daemon: DaemonAddress, id: string, graceMs: number): Promise<void> {
  if (graceMs > 0) await waitForContainerExit(daemon, id, { timeoutMs: graceMs }).catch(() => {})
  await removeContainer(daemon, id)
}

/** Signal and wait are quicker than the engine's own `stop`, and what does not end in time is removed by force. */
async function signalContainer(daemon: DaemonAddress, id: string, signal: string): Promise<void> {
  await requestDaemon(daemon, {
    method: 'POST',
    path: `/containers/${id}/kill?signal=${signal}`,
    ignoredStatuses: [304, 404, 409],
  })
}

/** False where the engine will not let it go before it has ended. */
async function disconnectFromNetwork(daemon: DaemonAddress, id: string, project: string): Promise<boolean> {
  const path = `/networks/${networkName(project)}/disconnect`
  try {
    await requestDaemon(daemon, { method: 'POST', path, body: { Container: id, Force: true } })
  } catch (error) {
    if (error instanceof HomeError && error.code === 'DOCKER_ERROR') return false
    throw error
  }
  await removeNetwork(daemon, project)
  return true
}
