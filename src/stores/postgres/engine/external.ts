import { fromSocketUrl } from '../client/from-socket-url.js'
import type { ExternalRecipe } from '../../../providers/external/external-recipe.js'

export const postgresExternal: ExternalRecipe<'postgres'> = {
  setting: 'postgres.url',
  variable: 'HOMEMANAGER_POSTGRES_URL',
  defaultPort: 5432,
  getUrl: ({ postgres }) => postgres.url && fromSocketUrl(postgres.url),
  removeUrl(config) {
    const { url: _, poolUrl: __, serviceUrl: ___, ...postgres } = config.postgres
    return { ...config, postgres }
  },
  toEndpoint: ({ postgres: { poolUrl, serviceUrl } }, url) => ({
    url,
    ...(serviceUrl === undefined ? {} : { serviceUrl }),
    ...(poolUrl === undefined ? {} : { poolUrl }),
  }),
  async loadServerParser() {
    const { parsePostgresUrl } = await import('../client/parse-postgres-url.js')
    return (url) => {
      const { host, port } = parsePostgresUrl(url)
      return [
        host.startsWith('/') ? { path: `${host}/.s.PGSQL.${port}` } : { host: host || 'localhost', port },
      ]
    }
  },
  getServerUrl: ({ url }) => url,
}
