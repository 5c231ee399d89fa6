// Runs the services until it is killed. argv[2] is JSON with endpoints, ports and dataDirectory. Prints "ready".
import { runServices, SERVICE_STORE_LIMITS } from '../../dist/project/service-host/run-services.js'
import { openStores } from '../../dist/stores/open-stores.js'

const { endpoints, ports, dataDirectory } = JSON.parse(process.argv[2])
const stores = await openStores(endpoints, SERVICE_STORE_LIMITS)
await runServices({ stores, ports, upstreams: {}, addonUrls: {}, dataDirectory, passwordHashing: 'fast' })
console.log('ready')
