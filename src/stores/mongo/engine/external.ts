import { addMongoDatabase } from '../client/mongo-database-url.js'
import type { ExternalRecipe } from '../../../providers/external/external-recipe.js'

export const mongoExternal: ExternalRecipe<'mongo'> = {
  setting: 'mongo.url',
  variable: 'HOMEMANAGER_MONGO_URL',
  defaultPort: 27017,
  getUrl: ({ mongo }) => mongo.url,
  removeUrl(config) {
    const { url: _, ...mongo } = config.mongo
    return { ...config, mongo }
  },
  toEndpoint: ({ mongo }, url) => ({ url: addMongoDatabase(url, mongo.database) }),
  loadServerParser: async () => (await import('../client/parse-mongo-url.js')).parseMongoServers,
  getServerUrl: ({ url }) => url,
}
