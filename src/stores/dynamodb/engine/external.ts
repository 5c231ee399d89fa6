import type { ExternalRecipe } from '../../../providers/external/external-recipe.js'
import { withStaticKeys } from './local-endpoint.js'

export const dynamodbExternal: ExternalRecipe<'dynamodb'> = {
  setting: 'dynamodb.endpoint',
  variable: 'HOMEMANAGER_DYNAMODB_ENDPOINT',
  defaultPort: 80,
  getUrl: ({ dynamodb }) => dynamodb.endpoint,
  removeUrl(config) {
    const { endpoint: _, ...dynamodb } = config.dynamodb
    return { ...config, dynamodb }
  },
  toEndpoint: ({ dynamodb }, endpoint) => ({ endpoint, ...withStaticKeys(dynamodb) }),
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
