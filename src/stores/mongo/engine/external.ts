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
  toEndpoint: (_config, url) => ({ url }),
  getServerUrl: ({ url }) => url,
}
