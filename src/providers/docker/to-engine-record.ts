import type { ResolvedConfig } from '../../config/resolved-config.js'
import type { StoreName } from '../../core/store-name.js'
import type { EngineRecord } from '../provider.js'
import {
  getContainerEnvironment,
  type InspectedContainer,
  getPublishedPort,
} from './container/container-api.js'
import type { DockerRecipe } from './docker-recipe.js'

export function toEngineRecord(
  store: StoreName,
  recipe: DockerRecipe,
  config: ResolvedConfig,
  container: InspectedContainer,
): EngineRecord {
  const port = getPublishedPort(container) ?? 0
  const endpoint = recipe.toEndpoint(config, { port, environment: getContainerEnvironment(container) })
  // The recipe is of this store, so the endpoint is too.
  return { store, endpoint, port, containerId: container.Id, engine: container.Config.Image } as EngineRecord
}
