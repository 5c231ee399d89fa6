import type { Operation } from '../http/operation.js'
import type { ServiceApi } from '../http/service-api.js'
import * as families from './family-operations.js'
import * as users from './identity-operations.js'

/** Everything that the identity service can be asked. */
export const IDENTITY_API: ServiceApi = {
  name: 'identity',
  description: 'Users, families and sessions. The source of truth for who someone is.',
  operations: [...Object.values(users), ...Object.values(families)] as readonly Operation[],
}
