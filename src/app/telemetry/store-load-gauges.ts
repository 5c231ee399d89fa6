import { countRetries } from '../../core/retry.js'
import { STORE_NAMES } from '../../core/store-name.js'
import type { ClientLoad } from '../../stores/contracts/store.js'
import type { Stores } from '../../stores/stores.js'
import type { GaugeSource } from './service-metrics.js'

/** The connections of each store's client library, and how often requests were repeated. */
export function createStoreLoadGauges(stores: Stores): readonly GaugeSource[] {
  const read = (property: keyof ClientLoad) => () =>
    new Map<string, number>(STORE_NAMES.map((name) => [name, stores[name].getLoad()[property]]))
  const label = 'store'
  return [
    {
      name: 'store_connections_in_use',
      help: 'Connections to a store that run a request.',
      label,
      read: read('connectionsInUse'),
    },
    {
      name: 'store_connections_max',
      help: 'Maximum number of connections to a store.',
      label,
      read: read('maxConnections'),
    },
    {
      name: 'store_requests_waiting',
      help: 'Requests that wait for a connection to a store.',
      label,
      read: read('waiting'),
    },
    {
      name: 'store_retries',
      help: 'Attempts that the client library of a store has repeated, since the start of the process.',
      label,
      read: read('retries'),
    },
    {
      name: 'retries',
      help: 'Attempts that services and event processing have repeated, since the start of the process.',
      label: 'process',
      read: () => new Map([['services', countRetries()]]),
    },
  ]
}
