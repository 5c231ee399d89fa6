import { hostname } from 'node:os'
import { LABELS } from './compose/compose-labels.js'
import type { ListedContainer } from './container/container-api.js'
import { connectDaemon } from './daemon/connect-daemon.js'
import { getDockerAvailability } from './daemon/docker-availability.js'
import { requestDaemon } from './daemon/daemon-request.js'

/** A running container that homemanager has created for a project of this host. */
export interface StackContainer {
  readonly project: string
  /** The project directory. */
  readonly root: string
  /** The store or add-on. */
  readonly service: string
  /** Milliseconds since 1970. */
  readonly createdAt: number
}

/** The running containers of all projects of this host; none if no Docker daemon is responding. */
export async function listStackContainers(): Promise<readonly StackContainer[]> {
  const { available } = await getDockerAvailability()
  if (!available) return []
  const filters = encodeURIComponent(JSON.stringify({ label: [LABELS.root], status: ['running'] }))
  const daemon = await connectDaemon()
  const listed = await requestDaemon<readonly ListedContainer[]>(daemon, {
    path: `/containers/json?filters=${filters}`,
  })
  return (listed ?? []).flatMap(({ Labels, Created }) => {
    const { [LABELS.root]: root, [LABELS.project]: project, [LABELS.service]: service } = Labels
    if (root === undefined || project === undefined || service === undefined) return []
    return Labels[LABELS.host] === hostname() ? [{ project, root, service, createdAt: Created * 1000 }] : []
  })
}
