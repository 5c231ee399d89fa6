import { type DaemonRequest, requestDaemon } from '../daemon/daemon-request.js'
import type { DaemonAddress } from '../daemon/daemon-address.js'
import { LABELS, projectFilter } from '../compose/compose-labels.js'

/** The fields in use of the Engine API's "List containers". */
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

/** The fields in use of the Engine API's "Inspect a container". */
export interface InspectedContainer {
  readonly Id: string
  readonly Name: string
  readonly Config: {
    readonly Image: string
    readonly StopSignal?: string
    readonly Env: readonly string[] | null
    readonly Labels: Readonly<Record<string, string>>
  }
  /** By the restart policy. */
  readonly RestartCount?: number
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

/** All containers of a project by service, running or not, except those of `docker compose run`. */
export async function listProjectContainers(
  daemon: DaemonAddress,
  project: string,
): Promise<ReadonlyMap<string, ListedContainer>> {
  const path = `/containers/json?all=true&filters=${projectFilter(project)}`
  const listed = (await requestDaemon<readonly ListedContainer[]>(daemon, { path })) ?? []
  const services = listed.filter(({ Labels }) => Labels['com.docker.compose.oneoff'] !== 'True')
  return new Map(services.map((container) => [container.Labels[LABELS.service] ?? '', container]))
}

export async function inspectContainer(
  daemon: DaemonAddress,
  id: string,
): Promise<InspectedContainer | undefined> {
  return requestDaemon<InspectedContainer>(daemon, { path: `/containers/${id}/json` })
}

/** Resolves when a container is not running or does not exist. */
export async function waitForContainerExit(
  daemon: DaemonAddress,
  id: string,
  options: Pick<DaemonRequest, 'signal' | 'timeoutMs'>,
): Promise<void> {
  await requestDaemon(daemon, { method: 'POST', path: `/containers/${id}/wait`, ...options })
}

/**
 * Lets the daemon restart a container that fails, with increasing delays, but not one that was stopped, nor when the daemon
 * starts. Ignores daemons that cannot change this for an existing container.
 */
export async function restartContainerOnFailure(daemon: DaemonAddress, id: string): Promise<void> {
  await requestDaemon(daemon, {
    method: 'POST',
    path: `/containers/${id}/update`,
    body: { RestartPolicy: { Name: 'on-failure' } },
    ignoredStatuses: [400, 404, 409, 500, 501],
  })
}

/** Removes a container, running or not. Ignores 404, and 409: another request is already removing it. */
export async function removeContainer(daemon: DaemonAddress, id: string): Promise<void> {
  await requestDaemon(daemon, {
    method: 'DELETE',
    path: `/containers/${id}?force=true&v=true`,
    ignoredStatuses: [404, 409],
  })
}

/** The host port of the first port binding. */
export function getPublishedPort({ HostConfig }: InspectedContainer): number | undefined {
  const [first] = Object.values(HostConfig.PortBindings ?? {})
  return first?.[0] === undefined ? undefined : Number(first[0].HostPort)
}

/** The environment variables of a container. */
export function getContainerEnvironment({ Config }: InspectedContainer): ReadonlyMap<string, string> {
  return parseEnvironment(Config.Env)
}

/** Parses environment variables as the Engine API returns them: `NAME=VALUE`. */
export function parseEnvironment(lines: readonly string[] | null | undefined): ReadonlyMap<string, string> {
  return new Map(
    (lines ?? []).map((line): [string, string] => {
      const at = line.indexOf('=')
      return [line.slice(0, at), line.slice(at + 1)]
    }),
  )
}
