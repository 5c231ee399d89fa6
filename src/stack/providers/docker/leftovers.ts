import { existsSync } from 'node:fs'
import { hostname } from 'node:os'
import { LABELS } from './compose-labels.js'
import { connectEngine } from './connect-engine.js'
import type { EngineAddress } from './engine-address.js'
import { engineRequest } from './engine-request.js'

/** Something that homemanager made in Docker for a project whose folder is gone. */
export interface DockerLeftover {
  readonly kind: 'container' | 'network' | 'volume'
  readonly name: string
  readonly project: string
  /** The folder that is gone. */
  readonly root: string
}

type Labels = Readonly<Record<string, string>> | null

/** Containers, networks and volumes that nobody can reach any more by `down`, as their project's folder was deleted. */
export async function findLeftovers(): Promise<readonly DockerLeftover[]> {
  const engine = await connectEngine()
  const filter = `filters=${encodeURIComponent(JSON.stringify({ label: [LABELS.root] }))}`
  const [containers, networks, volumes] = await Promise.all([
    engineRequest<readonly { Names: readonly string[]; Labels: Labels }[]>(engine, {
      path: `/containers/json?all=true&${filter}`,
    }),
    engineRequest<readonly { Name: string; Labels: Labels }[]>(engine, { path: `/networks?${filter}` }),
    engineRequest<{ Volumes: readonly { Name: string; Labels: Labels }[] | null }>(engine, {
      path: `/volumes?${filter}`,
    }),
  ])
  return [
    ...(containers ?? []).map(({ Names, Labels }) =>
      leftover('container', (Names[0] ?? '').slice(1), Labels),
    ),
    ...(networks ?? []).map(({ Name, Labels }) => leftover('network', Name, Labels)),
    ...(volumes?.Volumes ?? []).map(({ Name, Labels }) => leftover('volume', Name, Labels)),
  ].filter((found) => found !== undefined)
}

/** Removes them, containers first: networks and volumes in use cannot be removed. The data of volumes is lost. */
export async function removeLeftovers(leftovers: readonly DockerLeftover[]): Promise<void> {
  const engine = await connectEngine()
  for (const kind of ['container', 'network', 'volume'] as const) {
    await Promise.all(
      leftovers.filter((each) => each.kind === kind).map(async ({ name }) => remove(engine, kind, name)),
    )
  }
}

/** An engine may serve several machines, whose folders cannot be seen from here. */
function leftover(kind: DockerLeftover['kind'], name: string, labels: Labels): DockerLeftover | undefined {
  const { [LABELS.root]: root, [LABELS.host]: host, [LABELS.project]: project = '' } = labels ?? {}
  if (root === undefined || host !== hostname() || existsSync(root)) return undefined
  return { kind, name, project, root }
}

async function remove(engine: EngineAddress, kind: DockerLeftover['kind'], name: string): Promise<void> {
  const query = kind === 'container' ? '?force=true&v=true' : ''
  await engineRequest(engine, { method: 'DELETE', path: `/${kind}s/${name}${query}`, already: [404, 409] })
}
