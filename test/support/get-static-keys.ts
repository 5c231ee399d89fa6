import type { DynamodbEndpoint, StaticDynamodbEndpoint } from '../../src/core/store-types.js'

/** The endpoint of an engine of this machine, which has an access key. */
export function getStaticKeys(endpoint: DynamodbEndpoint): StaticDynamodbEndpoint {
  if ('credentials' in endpoint) throw new Error(`${endpoint.endpoint} has no access key.`)
  return endpoint
}
