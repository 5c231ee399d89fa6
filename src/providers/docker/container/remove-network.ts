import { networkName } from '../compose/compose-labels.js'
import type { DaemonAddress } from '../daemon/daemon-address.js'
import { requestDaemon } from '../daemon/daemon-request.js'

/** Removes a project's network, unless a container is still using it (403) or it is already being removed. */
export async function removeNetwork(daemon: DaemonAddress, project: string): Promise<void> {
  const path = `/networks/${networkName(project)}`
  await requestDaemon(daemon, { method: 'DELETE', path, ignoredStatuses: [403, 404, 409, 500] })
}
