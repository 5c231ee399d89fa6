import { HomeError } from '../../core/home-error.js'
import type { StoreName } from '../../core/store-name.js'
import { STORE_ERRORS } from '../../stores/store-errors.js'
import { PROVIDER_ERRORS } from '../provider-errors.js'
import type { Provider } from '../provider.js'
import { tryConnect, type ServerAddress } from './try-connect.js'
import { EXTERNAL_STORES } from './external-stores.js'
import { parseServerAddress } from './parse-server-address.js'

const CONNECT_TIMEOUT_MS = 5000
const RUNNING_CHECK_TIMEOUT_MS = 1000

/** Engines that someone else runs: we connect and ask, and never stop them or delete what they hold. */
export const externalProvider: Provider = {
  name: 'external',
  async start({ store, config, signal }) {
    const kind = EXTERNAL_STORES[store]
    const url = kind.getUrl(config)
    if (url === undefined) throw addressMissingError(store)
    const address = parseServerAddress(url, kind.defaultPort)
    if (address !== undefined) await assertReachable(store, address, signal)
    const engine = `${address?.host ?? store} (external)`
    return kind.toRecord(config, url, { port: address?.port ?? kind.defaultPort, engine })
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
  throw new HomeError(STORE_ERRORS.STORE_UNREACHABLE, {
    message: `${store} does not answer at ${address.host}:${address.port}.`,
    detail: problem,
    suggestion: `Start it, or correct ${variable} or ${setting} in homemanager.yaml.`,
  })
}

function addressMissingError(store: StoreName): HomeError {
  const { setting, variable } = EXTERNAL_STORES[store]
  return new HomeError(PROVIDER_ERRORS.EXTERNAL_ADDRESS_MISSING, {
    message: `The provider external needs the address of ${store}.`,
    detail: `Neither ${variable} nor ${setting} in homemanager.yaml is set.`,
    suggestion: `Set ${variable}, or run homemanager up --provider embedded.`,
  })
}
