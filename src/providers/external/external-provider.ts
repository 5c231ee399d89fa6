import { HomeError } from '../../core/home-error.js'
import type { StoreName } from '../../core/store-name.js'
import { PROVIDER_ERRORS } from '../provider-errors.js'
import type { Provider } from '../provider.js'
import { tryConnect, type ServerAddress } from './try-connect.js'
import { EXTERNAL_STORES } from './external-stores.js'
import { parseServerAddress } from './parse-server-address.js'

const CONNECT_TIMEOUT_MS = 5000
const RUNNING_CHECK_TIMEOUT_MS = 1000

/** Engines that run outside of homemanager. They are never stopped, and their data is never deleted. */
export const externalProvider: Provider = {
  name: 'external',
  async start({ store, config, signal }) {
    const external = EXTERNAL_STORES[store]
    const url = external.getUrl(config)
    if (url === undefined) throw addressMissingError(store)
    const address = parseServerAddress(url, external.defaultPort)
    if (address !== undefined) await assertReachable(store, address, signal)
    const engine = `${address?.host ?? store} (external)`
    return external.toRecord(config, url, { port: address?.port ?? external.defaultPort, engine })
  },
  async isRunning(record) {
    const url = record.store === 'dynamodb' ? record.endpoint.endpoint : record.endpoint.url
    const address = parseServerAddress(url, record.port)
    return (
      address === undefined ||
      (await tryConnect(address, AbortSignal.timeout(RUNNING_CHECK_TIMEOUT_MS))) === undefined
    )
  },
  async stop() {},
  async removeData() {},
  lastLogLines() {
    return Promise.resolve([])
  },
}

async function assertReachable(store: StoreName, address: ServerAddress, signal: AbortSignal): Promise<void> {
  const problem = await tryConnect(
    address,
    AbortSignal.any([signal, AbortSignal.timeout(CONNECT_TIMEOUT_MS)]),
  )
  signal.throwIfAborted()
  if (problem === undefined) return
  const { setting, variable } = EXTERNAL_STORES[store]
  throw new HomeError(PROVIDER_ERRORS.STORE_UNREACHABLE, {
    message: `Cannot connect to ${store} at ${address.host}:${address.port}.`,
    detail: problem,
    suggestion: `Start ${store}, or correct ${variable} or ${setting} in homemanager.yaml.`,
  })
}

function addressMissingError(store: StoreName): HomeError {
  const { setting, variable } = EXTERNAL_STORES[store]
  return new HomeError(PROVIDER_ERRORS.EXTERNAL_ADDRESS_MISSING, {
    message: `The external provider requires the address of ${store}.`,
    detail: `Neither ${variable} nor ${setting} in homemanager.yaml is set.`,
    suggestion: `Set ${variable}, or run homemanager up --provider embedded.`,
  })
}
