// Processes events of the stores in argv[2] (endpoints as JSON) until it is killed. With argv[3], "<step>:<before|after>",
// it sends itself SIGKILL at that point of a saga.
import { composeEventProcessing } from '../../dist/app/events/compose-event-processing.js'
import { startEventProcessing } from '../../dist/events/start-event-processing.js'
import { openStores } from '../../dist/stores/open-stores.js'

const stores = await openStores(JSON.parse(process.argv[2]))
await startEventProcessing({
  stores,
  ...composeEventProcessing(stores),
  idleMs: 100,
  sagaOptions: {
    baseMs: 20,
    onStep(_saga, step, when) {
      if (`${step}:${when}` === process.argv[3]) process.kill(process.pid, 'SIGKILL')
    },
  },
  onError: (error) => console.error(error),
})
console.log('started')
