import { existsSync } from 'node:fs'
import { hostname } from 'node:os'
import { LABELS } from './compose/compose-labels.js'
import { connectDaemon } from './daemon/connect-daemon.js'
import type { DaemonAddress } from './daemon/daemon-address.js'
import { requestDaemon } from './daemon/daemon-request.js'

/** A Docker resource that homemanager created for a project whose directory no longer exists. */
export interface OrphanedDockerResource {
  readonly kind: 'container' | 'network' | 'volume'
  readonly name: string
  readonly project: string
  /** The project directory that no longer exists. */
  readonly root: string
}

type Labels = Readonly<Record<string, string>> | null

/** Containers, networks and volumes that `down` can no longer remove, because their project directory was deleted. */
export async function findOrphanedDockerResources(): Promise<readonly OrphanedDockerResource[]> {
  const daemon = await connectDaemon()
  const filter = `filters=${encodeURIComponent(JSON.stringify({ label: [LABELS.root] }))}`
  const [containers, networks, volumes] = await Promise.all([
    requestDaemon<readonly { Names: readonly string[]; Labels: Labels }[]>(daemon, {
      path: `/containers/json?all=true&${filter}`,
    }),
    requestDaemon<readonly { Name: string; Labels: Labels }[]>(daemon, { path: `/networks?${filter}` }),
    requestDaemon<{ Volumes: readonly { Name: string; Labels: Labels }[] | null }>(daemon, {
      path: `/volumes?${filter}`,
    }),
  ])
  return [
    ...(containers ?? []).map(({ Names, Labels }) =>
      toOrphanedResource('container', (Names[0] ?? '').slice(1), Labels),
    ),
    ...(networks ?? []).map(({ Name, Labels }) => toOrphanedResource('network', Name, Labels)),
    ...(volumes?.Volumes ?? []).map(({ Name, Labels }) => toOrphanedResource('volume', Name, Labels)),
  ].filter((found) => found !== undefined)
}

/** Removes the resources with all data: containers first, because networks and volumes in use cannot be removed. */
export async function removeOrphanedDockerResources(
  orphans: readonly OrphanedDockerResource[],
): Promise<void> {
  const daemon = await connectDaemon()
  for (const kind of ['container', 'network', 'volume'] as const) {
    await Promise.all(
      orphans
        .filter((each) => each.kind === kind)
        .map(async ({ name }) => removeResource(daemon, kind, name)),
    )
  }
}

/** Ignores resources of other hosts that use the same daemon, because their project directories are not visible here. */
function toOrphanedResource(
  kind: OrphanedDockerResource['kind'],
  name: string,
  labels: Labels,
): OrphanedDockerResource | undefined {
  const { [LABELS.root]: root, [LABELS.host]: host, [LABELS.project]: project = '' } = labels ?? {}
  if (root === undefined || host !== hostname() || existsSync(root)) return undefined
  return { kind, name, project, root }
}

async function removeResource(
  daemon: DaemonAddress,
  kind: OrphanedDockerResource['kind'],
  name: string,
): Promise<void> {
  const query = kind === 'container' ? '?force=true&v=true' : ''
  await requestDaemon(daemon, {
    method: 'DELETE',
    path: `/${kind}s/${name}${query}`,
    ignoredStatuses: [404, 409],
  })
}
