import { type EngineRequest, engineRequest } from './engine-request.js'
import type { EngineAddress } from './engine-address.js'
import { LABELS, projectFilter } from './compose-labels.js'

/** A container as the Engine API lists it; the fields that we use. */
export interface ListedContainer {
  readonly Id: string
  readonly Image: string
  readonly State: string
  readonly Status: string
  readonly Created: number
  readonly Labels: Readonly<Record<string, string>>
  readonly Ports: readonly {
    readonly PublicPort?: number
    readonly PrivatePort: number
    readonly IP?: string
  }[]
}

/** A container as the Engine API describes it; the fields that we use. */
export interface InspectedContainer {
  readonly Id: string
  readonly Name: string
  readonly Config: {
    readonly Image: string
    readonly StopSignal?: string
    readonly Env: readonly string[] | null
    readonly Labels: Readonly<Record<string, string>>
  }
  readonly State: {
    readonly Running: boolean
    readonly Pid: number
    readonly ExitCode: number
    readonly StartedAt: string
    readonly Health?: { readonly Status: string }
  }
  readonly HostConfig: {
    readonly PortBindings: Readonly<Record<string, readonly { readonly HostPort: string }[] | null>> | null
  }
  readonly NetworkSettings: { readonly Networks: Readonly<Record<string, unknown>> | null }
}

/** All containers of a project, running or not, by their service; `docker compose run` leftovers are not listed. */
export async function projectContainers(
  engine: EngineAddress,
  project: string,
): Promise<ReadonlyMap<string, ListedContainer>> {
  const path = `/containers/json?all=true&filters=${projectFilter(project)}`
  const listed = (await engineRequest<readonly ListedContainer[]>(engine, { path })) ?? []
  const services = listed.filter(({ Labels }) => Labels['com.docker.compose.oneoff'] !== 'True')
  return new Map(services.map((container) => [container.Labels[LABELS.service] ?? '', container]))
}

export async function inspectContainer(
  engine: EngineAddress,
  id: string,
): Promise<InspectedContainer | undefined> {
  return engineRequest<InspectedContainer>(engine, { path: `/containers/${id}/json` })
}

/** Resolves when a container does not run, or is gone. */
export async function containerEnded(
  engine: EngineAddress,
  id: string,
  patience: Pick<EngineRequest, 'signal' | 'timeoutMs'>,
): Promise<void> {
  await engineRequest(engine, { method: 'POST', path: `/containers/${id}/wait`, ...patience })
}

/** Removes a container, running or not; nothing where it is gone. 409: somebody else is removing it. */
export async function removeContainer(engine: EngineAddress, id: string): Promise<void> {
  await engineRequest(engine, {
    method: 'DELETE',
    path: `/containers/${id}?force=true&v=true`,
    already: [404, 409],
  })
}

/** The host's port of the container's first binding. */
export function publishedPort({ HostConfig }: InspectedContainer): number | undefined {
  const [first] = Object.values(HostConfig.PortBindings ?? {})
  return first?.[0] === undefined ? undefined : Number(first[0].HostPort)
}

/** The variables that the container was made with. */
export function environmentOf({ Config }: InspectedContainer): ReadonlyMap<string, string> {
  return new Map(
    (Config.Env ?? []).map((line): [string, string] => {
      const at = line.indexOf('=')
      return [line.slice(0, at), line.slice(at + 1)]
    }),
  )
}
