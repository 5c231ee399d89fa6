import { hasErrorCode } from '../../../core/home-error.js'
import { LABELS, networkName } from '../compose/compose-labels.js'
import { connectDaemon } from '../daemon/connect-daemon.js'
import type { DaemonAddress } from '../daemon/daemon-address.js'
import { DOCKER_ERRORS } from '../daemon/docker-errors.js'
import { waitForContainerExit, inspectContainer, removeContainer } from './container-api.js'
import { requestDaemon } from '../daemon/daemon-request.js'
import { withNetworkLock } from './with-network-lock.js'
import { removeNetwork } from './remove-network.js'

/** Whether a container exists and is running. */
export async function isContainerRunning(id: string): Promise<boolean> {
  const container = await inspectContainer(await connectDaemon(), id)
  return container?.State.Running ?? false
}

/**
 * Stops a container with its stop signal, kills it after `graceMs`, and removes it. Volumes are kept. With `leave`, the
 * project's network is also removed once it is empty; `keep` keeps it for a replacement container. The container is
 * disconnected from the network while its program exits, because either takes the daemon some tenths of a second.
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
  const disconnected = await withNetworkLock(daemon, async () => {
    if (running) await signalContainer(daemon, id, container.Config.StopSignal ?? 'SIGTERM')
    const [networkLeft] = await Promise.all([
      project !== undefined && daemon.podman !== true && disconnectFromNetwork(daemon, id, project),
      removeAfterExit(daemon, id, running ? graceMs : 0),
    ])
    return networkLeft
  })
  if (!disconnected && project !== undefined) await removeNetwork(daemon, project)
}

async function removeAfterExit(daemon: DaemonAddress, id: string, graceMs: number): Promise<void> {
  if (graceMs > 0) await waitForContainerExit(daemon, id, { timeoutMs: graceMs }).catch(() => {})
  await removeContainer(daemon, id)
}

/** Sends the stop signal. Signal, wait and forced removal are faster than the daemon's `stop` (docs/adr/0073). */
async function signalContainer(daemon: DaemonAddress, id: string, signal: string): Promise<void> {
  await requestDaemon(daemon, {
    method: 'POST',
    path: `/containers/${id}/kill?signal=${signal}`,
    ignoredStatuses: [304, 404, 409],
  })
}

/** Returns false if the daemon cannot disconnect the container before it has exited. */
async function disconnectFromNetwork(daemon: DaemonAddress, id: string, project: string): Promise<boolean> {
  const path = `/networks/${networkName(project)}/disconnect`
  try {
    await requestDaemon(daemon, { method: 'POST', path, body: { Container: id, Force: true } })
  } catch (error) {
    if (hasErrorCode(error, DOCKER_ERRORS.DOCKER_ERROR)) return false
    throw error
  }
  await removeNetwork(daemon, project)
  return true
}
