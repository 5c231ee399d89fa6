import type { DockerRecipe } from '../../../providers/docker/docker-recipe.js'
import { buildLocalMongoUrl } from './local-mongo-url.js'

export const mongoDocker: DockerRecipe<'mongo'> = {
  toEndpoint: ({ mongo }, { port }) => ({ url: buildLocalMongoUrl(mongo.database, port) }),
}
