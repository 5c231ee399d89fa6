// Serves on the stores of argv[2] until it is killed: JSON with endpoints, ports and dataFolder. Says "ready".
import { runServices } from '../../dist/project/service-host/run-services.js'
import { openStores } from '../../dist/stores/open-stores.js'

const { endpoints, ports, dataFolder } = JSON.parse(process.argv[2])
await runServices({ stores: openStores(endpoints), ports, upstreams: {}, dataFolder })
console.log('ready')
