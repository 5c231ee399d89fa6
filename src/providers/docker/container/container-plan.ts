import { createHash } from 'node:crypto'
import type { ContainerCreateOptions } from 'dockerode'
import type { ResolvedConfig } from '../../../config/resolved-config.js'
import type { ComposeFile, ComposeService } from '../compose/compose-file.js'
import { containerLabels, containerName, networkName, volumeName } from '../compose/compose-labels.js'

/** homemanager checks readiness itself. The containers' health checks only serve `docker ps`, so they run less often. */
const MIN_HEALTHCHECK_INTERVAL_MS = 10_000

export interface ContainerPlan {
  readonly options: ContainerCreateOptions
  /** Digest of all settings except the published port, which a running container may keep. */
  readonly spec: string
}

/** Builds the settings of a container for a service of the Compose file. */
export function buildContainerPlan(
  config: ResolvedConfig,
  file: ComposeFile,
  service: ComposeService,
  port: number,
  imageId: string,
): ContainerPlan {
  const network = networkName(config.project)
  const name = containerName(config.project, service.name)
  const body: ContainerCreateOptions = {
    Image: service.image,
    Env: Object.entries(service.environment).map(([key, value]) => `${key}=${value}`),
    ...(service.entrypoint ? { Entrypoint: [...service.entrypoint] } : {}),
    ...(service.command ? { Cmd: [...service.command] } : {}),
    ...(service.user === undefined ? {} : { User: service.user }),
    ...toHealthcheck(service),
    ExposedPorts: Object.fromEntries(service.ports.map(({ target }) => [`${target}/tcp`, {}])),
    HostConfig: {
      NetworkMode: network,
      SecurityOpt: [...service.securityOpt],
      Mounts: service.volumes.map(({ source, target, readOnly }) => ({
        Type: 'volume',
        Source: volumeName(config.project, source),
        Target: target,
        ReadOnly: readOnly,
      })),
    },
  }
  const spec = createHash('sha256')
    .update(JSON.stringify([body, imageId]))
    .digest('hex')
  const options: ContainerCreateOptions = {
    ...body,
    name,
    Labels: containerLabels(config, service.name, file.path, spec, imageId),
    HostConfig: { ...body.HostConfig, PortBindings: toPortBindings(service, port) },
    NetworkingConfig: { EndpointsConfig: { [network]: { Aliases: [name, service.name] } } },
  }
  return { options, spec }
}

/** The first port is the main port of the service and is published on the port of the stack's port plan. */
function toPortBindings(
  service: ComposeService,
  port: number,
): Record<string, { HostIp: string; HostPort: string }[]> {
  return Object.fromEntries(
    service.ports.map(({ published, target }, index) => [
      `${target}/tcp`,
      [{ HostIp: '127.0.0.1', HostPort: String(index === 0 ? port : published) }],
    ]),
  )
}

function toHealthcheck({ healthcheck: check }: ComposeService): Pick<ContainerCreateOptions, 'Healthcheck'> {
  if (check === undefined) return {}
  const nanoseconds = (ms: number): number => ms * 1_000_000
  return {
    Healthcheck: {
      Test: [...check.test],
      Interval: nanoseconds(Math.max(check.intervalMs ?? 0, MIN_HEALTHCHECK_INTERVAL_MS)),
      ...(check.timeoutMs === undefined ? {} : { Timeout: nanoseconds(check.timeoutMs) }),
      ...(check.startPeriodMs === undefined ? {} : { StartPeriod: nanoseconds(check.startPeriodMs) }),
      ...(check.retries === undefined ? {} : { Retries: check.retries }),
    },
  }
}
