import { createSerialQueue } from '../../../core/serial-queue.js'
import type { DaemonAddress } from '../daemon/daemon-address.js'

const enqueue = createSerialQueue()

/**
 * Runs what brings a container into a network or out of it. Podman's netavark loses rules when two containers come or go
 * at once, and their ports lead nowhere then; Docker does all at once.
 */
export async function withNetworkLock<T>(daemon: DaemonAddress, work: () => Promise<T>): Promise<T> {
  return daemon.podman === true ? enqueue(work) : work()
}
