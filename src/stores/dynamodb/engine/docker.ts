import type { DockerRecipe } from '../../../providers/docker/docker-recipe.js'
import { toLocalEndpoint } from './local-endpoint.js'

export const dynamodbDocker: DockerRecipe<'dynamodb'> = {
  toEndpoint: (config, { port }) => toLocalEndpoint(config, port),
}
