import type { ExternalRecipe } from '../../../providers/external/external-recipe.js'

export const postgresExternal: ExternalRecipe<'postgres'> = {
  setting: 'postgres.url',
  variable: 'HOMEMANAGER_POSTGRES_URL',
  defaultPort: 5432,
  getUrl: ({ postgres }) => postgres.url,
  removeUrl(config) {
    const { url: _, poolUrl: __, ...postgres } = config.postgres
    return { ...config, postgres }
  },
  toEndpoint: ({ postgres: { poolUrl } }, url) => ({ url, ...(poolUrl === undefined ? {} : { poolUrl }) }),
  getServerUrl: ({ url }) => url,
}
