import type { ExternalRecipe } from '../../../providers/external/external-recipe.js'
import { getAwsUrl, toAwsEndpoint, usesProviderChain } from './aws-target.js'
import { withStaticKeys } from './local-endpoint.js'

export const dynamodbExternal: ExternalRecipe<'dynamodb'> = {
  setting: 'dynamodb.endpoint',
  variable: 'HOMEMANAGER_DYNAMODB_ENDPOINT',
  alternative: 'for AWS, dynamodb.region or AWS_REGION',
  defaultPort: 80,
  getUrl: (config) => config.dynamodb.endpoint ?? getAwsUrl(config),
  removeUrl(config) {
    const { endpoint: _, credentials: _c, profile: _p, roleArn: _r, ...dynamodb } = config.dynamodb
    return { ...config, dynamodb }
  },
  toEndpoint: (config, endpoint) =>
    usesProviderChain(config)
      ? toAwsEndpoint(config, endpoint)
      : { endpoint, ...withStaticKeys(config.dynamodb) },
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
