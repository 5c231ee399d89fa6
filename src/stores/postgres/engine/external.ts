import type { ResolvedConfig } from '../../../config/resolved-config.js'
import { withIam } from '../client/url-parameters.js'
import { fromSocketUrl } from '../client/from-socket-url.js'
import type { ExternalRecipe } from '../../../providers/external/external-recipe.js'

export const postgresExternal: ExternalRecipe<'postgres'> = {
  setting: 'postgres.url',
  variable: 'HOMEMANAGER_POSTGRES_URL',
  defaultPort: 5432,
  getUrl: ({ postgres }) => postgres.url && withConfiguredAuth(fromSocketUrl(postgres.url), postgres),
  removeUrl(config) {
    const { url: _, poolUrl: __, serviceUrl: ___, readUrl: ____, ...postgres } = config.postgres
    return { ...config, postgres }
  },
  toEndpoint({ postgres }, url) {
    const { poolUrl, readUrl, serviceUrl } = postgres
    return {
      url,
      ...(serviceUrl === undefined ? {} : { serviceUrl: withConfiguredAuth(serviceUrl, postgres) }),
      ...(readUrl === undefined ? {} : { readUrl: withConfiguredAuth(readUrl, postgres) }),
      ...(poolUrl === undefined ? {} : { poolUrl: withConfiguredAuth(poolUrl, postgres) }),
    }
  },
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

function withConfiguredAuth(url: string, { auth, region, profile }: ResolvedConfig['postgres']): string {
  return auth === 'iam' ? withIam(url, { region, profile }) : url
}
