import type { ServerIdentity } from './contracts/server-identity.js'
import type { Store } from './contracts/store.js'
import { findRemoteHosts } from './is-local-host.js'

/** A store that is not on this machine. */
export interface RemoteTarget extends ServerIdentity {
  readonly store: Store['name']
  readonly hosts: readonly string[]
}

export type IdentifiableStore = Pick<Store, 'name' | 'hosts' | 'identify'>

/**
 * Undefined if the store is on this machine: its hosts are, and the server does not say that it belongs to a managed service.
 * A server that does not respond cannot be changed either. With `byAddress`, a server at the address of another machine is not asked
 * what it is: it may not respond, or not soon.
 */
export async function findRemoteTarget(
  store: IdentifiableStore,
  { byAddress = false } = {},
): Promise<RemoteTarget | undefined> {
  const hosts = await findRemoteHosts(store.hosts)
  if (byAddress && hosts.length > 0) return { store: store.name, hosts, database: '' }
  const identity = await store.identify().catch((): ServerIdentity => ({ database: '' }))
  if (hosts.length === 0 && identity.service === undefined) return undefined
  return { store: store.name, hosts: hosts.length === 0 ? store.hosts : hosts, ...identity }
}

/** `dynamodb at dynamodb.eu-central-1.amazonaws.com (Amazon DynamoDB, account 123456789012, region eu-central-1, database homemanager-todos)`. */
export function formatRemoteTarget({
  store,
  hosts,
  service,
  account,
  region,
  database,
}: RemoteTarget): string {
  const details = [
    service,
    account === undefined ? undefined : `account ${account}`,
    region === undefined ? undefined : `region ${region}`,
    database === '' ? undefined : `database ${database}`,
  ].filter((detail) => detail !== undefined)
  return `${store} at ${hosts.join(', ')}${details.length === 0 ? '' : ` (${details.join(', ')})`}`
}
