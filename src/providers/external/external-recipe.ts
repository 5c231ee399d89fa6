import type { ResolvedConfig } from '../../config/resolved-config.js'
import type { Endpoints } from '../../core/store-types.js'
import type { StoreName } from '../../core/store-name.js'
import type { ServerAddress } from './try-connect.js'

/** Where the configuration has the address of a store that runs outside of homemanager. */
export interface ExternalRecipe<Name extends StoreName = StoreName> {
  /** The setting in homemanager.yaml. */
  readonly setting: string
  /** The environment variable. */
  readonly variable: string
  /** How to configure the store without an address: `for AWS, …`. */
  readonly alternative?: string
  /** The port of a URL without a port. */
  readonly defaultPort: number
  /** Parses a URL as the client library does: the servers in it, none if their names require a lookup. Throws if invalid. */
  loadServerParser(): Promise<(url: string) => readonly ServerAddress[]>
  getUrl(config: ResolvedConfig): string | undefined
  /** The configuration without the address, so that homemanager runs the store itself. */
  removeUrl(config: ResolvedConfig): ResolvedConfig
  toEndpoint(config: ResolvedConfig, url: string): Endpoints[Name]
  /** The URL in an endpoint that `toEndpoint` has returned. */
  getServerUrl(endpoint: Endpoints[Name]): string
}
