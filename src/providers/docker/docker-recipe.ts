import type { ResolvedConfig } from '../../config/resolved-config.js'
import type { Endpoints } from '../../core/store-types.js'
import type { StoreName } from '../../core/store-name.js'

/** How to run the engine of one store as a container. The Compose service has the name of the store. */
export interface DockerRecipe<Name extends StoreName = StoreName> {
  /** The endpoint of a container. */
  toEndpoint(config: ResolvedConfig, container: RunningContainer): Endpoints[Name]
  /** Environment variables of the container that replace those of the Compose file. */
  toEnvironment?(config: ResolvedConfig): Readonly<Record<string, string>>
  /**
   * Called when a container accepts connections for the first time since it was started: creates logins and their rights.
   * A failure that the clients will see too, such as a wrong password, is ignored.
   */
  grantAccess?(config: ResolvedConfig, container: AccessibleContainer): Promise<void>
  /**
   * Called before a new container is started on existing data. Throws `DATA_VERSION_MISMATCH` if the image cannot open
   * it. Default: every image of the engine opens the data.
   */
  readonly assertDataMatches?: (data: ExistingData) => Promise<void>
}

export interface RunningContainer {
  /** The port of 127.0.0.1 on which the container's first port is published. */
  readonly port: number
  /** The environment variables. Compose may have started the container with other values than the configuration has. */
  readonly environment: ReadonlyMap<string, string>
}

export interface AccessibleContainer extends RunningContainer {
  /** Runs a shell command in the container; resolves to whether it has succeeded. Secrets are passed in `environment`. */
  readonly run: (command: string, environment: Readonly<Record<string, string>>) => Promise<boolean>
}

/** The data in the first volume of a container that is created and not started. */
export interface ExistingData {
  /** The name of the volume. */
  readonly volume: string
  readonly image: { readonly name: string; readonly environment: ReadonlyMap<string, string> }
  /** Resolves to the content of a small file in the volume; to `undefined` if it does not exist. */
  readonly readFile: (name: string) => Promise<string | undefined>
}
