import type { ExternalRecipe } from '../../../providers/external/external-recipe.js'

export const dynamodbExternal: ExternalRecipe<'dynamodb'> = {
  setting: 'dynamodb.endpoint',
  variable: 'HOMEMANAGER_DYNAMODB_ENDPOINT',
  defaultPort: 80,
  getUrl: ({ dynamodb }) => dynamodb.endpoint,
  removeUrl(config) {
    const { endpoint: _, ...dynamodb } = config.dynamodb
    return { ...config, dynamodb }
  },
  toEndpoint: ({ dynamodb: { region, table, accessKeyId, secretAccessKey } }, endpoint) => ({
    endpoint,
    region,
    table,
    accessKeyId,
    secretAccessKey,
  }),
  async loadServerParser() {
    return (url) => {
      const { hostname, port, protocol } = new URL(url)
      return [
        { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) || (protocol === 'https:' ? 443 : 80) },
      ]
    }
  },
  getServerUrl: ({ endpoint }) => endpoint,
}
