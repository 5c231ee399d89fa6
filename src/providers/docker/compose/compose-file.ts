/** A service of the Compose file, in the subset of the Compose specification that homemanager supports. */
export interface ComposeService {
  readonly name: string
  readonly image: string
  readonly entrypoint?: readonly string[]
  readonly command?: readonly string[]
  readonly user?: string
  readonly environment: Readonly<Record<string, string>>
  readonly ports: readonly ComposePort[]
  readonly volumes: readonly ComposeVolume[]
  readonly healthcheck?: ComposeHealthcheck
  readonly securityOpt: readonly string[]
  readonly profiles: readonly string[]
  readonly dependsOn: readonly string[]
}

/** A port of the container, published on 127.0.0.1. */
export interface ComposePort {
  readonly published: number
  readonly target: number
}

/** A named volume, mounted at an absolute path. */
export interface ComposeVolume {
  readonly source: string
  readonly target: string
  readonly readOnly: boolean
}

export interface ComposeHealthcheck {
  readonly test: readonly string[]
  readonly intervalMs?: number
  readonly timeoutMs?: number
  readonly startPeriodMs?: number
  readonly retries?: number
}

export interface ComposeFile {
  /** Absolute. */
  readonly path: string
  readonly services: ReadonlyMap<string, ComposeService>
  readonly volumes: readonly string[]
}
