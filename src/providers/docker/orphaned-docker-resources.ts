import { existsSync } from 'node:fs'
import { hostname } from 'node:os'
import { findMissingDirectory, type MissingDirectory } from '../find-moved-directory.js'
import { LABELS } from './compose/compose-labels.js'
import { connectDaemon } from './daemon/connect-daemon.js'
import type { DaemonAddress } from './daemon/daemon-address.js'
import { requestDaemon } from './daemon/daemon-request.js'

/** A Docker resource that homemanager created for a project that is no longer in its directory. */
export interface OrphanedDockerResource {
  readonly kind: 'container' | 'network' | 'volume'
  readonly name: string
  readonly project: string
  /** The project directory that no longer exists. */
  readonly root: string
  /**
   * `deleted`: no directory is that of the project. `unknown`: it may have been moved, or its file system is not mounted; the
   * resource is reported, but not removed.
   */
  readonly status: 'deleted' | 'unknown'
}

/** A candidate, with the identity of the project directory, which earlier versions did not record. */
type Candidate = Omit<OrphanedDockerResource, 'status'> & { readonly directory: string | undefined }

type Labels = Readonly<Record<string, string>> | null

/**
 * Containers, networks and volumes that `down` can no longer remove, because their project directory was deleted. Those of a
 * directory that was moved are not among them. `label`: only resources with it, as `name` or `name=value`.
 */
export async function findOrphanedDockerResources(
  label: string = LABELS.root,
): Promise<readonly OrphanedDockerResource[]> {
  const daemon = await connectDaemon()
  const filter = `filters=${encodeURIComponent(JSON.stringify({ label: [label] }))}`
  const [containers, networks, volumes] = await Promise.all([
    requestDaemon<readonly { Names: readonly string[]; Labels: Labels }[]>(daemon, {
      path: `/containers/json?all=true&${filter}`,
    }),
    requestDaemon<readonly { Name: string; Labels: Labels }[]>(daemon, { path: `/networks?${filter}` }),
    requestDaemon<{ Volumes: readonly { Name: string; Labels: Labels }[] | null }>(daemon, {
      path: `/volumes?${filter}`,
    }),
  ])
  const candidates = [
    ...(containers ?? []).map(({ Names, Labels }) =>
      toOrphanedResource('container', (Names[0] ?? '').slice(1), Labels),
    ),
    ...(networks ?? []).map(({ Name, Labels }) => toOrphanedResource('network', Name, Labels)),
    ...(volumes?.Volumes ?? []).map(({ Name, Labels }) => toOrphanedResource('volume', Name, Labels)),
  ].filter((found) => found !== undefined)
  const searches = new Map<string, Promise<MissingDirectory>>()
  const statuses = await Promise.all(candidates.map(async (each) => (await search(each, searches)).status))
  return candidates.flatMap(({ kind, name, project, root }, index) => {
    const status = statuses[index] ?? 'unknown'
    return status === 'moved' ? [] : [{ kind, name, project, root, status }]
  })
}

/** All resources of a project share a search. */
async function search(
  { root, directory }: Candidate,
  searches: Map<string, Promise<MissingDirectory>>,
): Promise<MissingDirectory> {
  if (directory === undefined) return { status: 'unknown' }
  const key = JSON.stringify([root, directory])
  const started = searches.get(key) ?? findMissingDirectory(root, directory)
  searches.set(key, started)
  return started
}

/** Removes the resources with all data: containers first, because networks and volumes in use cannot be removed. */
export async function removeOrphanedDockerResources(
  orphans: readonly OrphanedDockerResource[],
): Promise<void> {
  const daemon = await connectDaemon()
  for (const kind of ['container', 'network', 'volume'] as const) {
    await Promise.all(
      orphans
        .filter((each) => each.kind === kind && each.status === 'deleted')
        .map(async ({ name }) => removeResource(daemon, kind, name)),
    )
  }
}

/** Ignores resources of other hosts that use the same daemon, because their project directories are not visible here. */
function toOrphanedResource(
  kind: OrphanedDockerResource['kind'],
  name: string,
  labels: Labels,
): Candidate | undefined {
  const { [LABELS.root]: root, [LABELS.host]: host, [LABELS.project]: project = '' } = labels ?? {}
  if (root === undefined || host !== hostname() || existsSync(root)) return undefined
  return { kind, name, project, root, directory: labels?.[LABELS.directory] }
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
