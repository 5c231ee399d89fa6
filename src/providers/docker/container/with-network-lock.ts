import { createSerialQueue } from '../../../core/serial-queue.js'
import type { DaemonAddress } from '../daemon/daemon-address.js'

const enqueue = createSerialQueue()

/**
 * Runs an operation that connects or disconnects a container. With Podman, these run one at a time: its netavark loses
 * rules if two run concurrently, and the published ports stop working. With Docker, they run concurrently.
 */
export async function withNetworkLock<T>(daemon: DaemonAddress, work: () => Promise<T>): Promise<T> {
  return daemon.podman === true ? enqueue(work) : work()
}
