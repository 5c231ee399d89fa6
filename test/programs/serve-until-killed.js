// Runs the services until it is killed. argv[2] is JSON with endpoints, ports and dataDirectory. Writes "ready" to descriptor 3; stdout
// has the log of the services.
import { writeSync } from 'node:fs'
import { loadProgram } from '../../dist/launch/load-program.js'

delete process.env.HOMEMANAGER_HOME
process.env.OTEL_SDK_DISABLED = 'true'
const { serveServices } = await loadProgram('services')
await serveServices({
  startMessage: Promise.resolve({
    type: 'start',
    upstreams: {},
    addonUrls: {},
    passwordHashing: 'fast',
    ...JSON.parse(process.argv[2]),
  }),
  stopSignal: new Promise(() => {}),
  onServing: () => writeSync(3, 'ready'),
})
