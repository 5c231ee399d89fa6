import { type ServiceClient, createServiceClient } from '../../http/client/service-client.js'
import type { ServiceClientOptions } from '../../http/client/call-input.js'
import * as families from './family-operations.js'
import * as invitations from './invitation-operations.js'
import * as users from './identity-operations.js'

export type IdentityClient = ServiceClient<typeof users & typeof families & typeof invitations>

/** Creates a typed client of an identity service; `baseUrl` is for example `http://127.0.0.1:4000/identity`. */
export function createIdentityClient(baseUrl: string, options: ServiceClientOptions = {}): IdentityClient {
  return createServiceClient(
    { ...users, ...families, ...invitations },
    baseUrl,
    options,
    'createIdentityClient',
  )
}
