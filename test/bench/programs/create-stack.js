// Starts a stack without services, prints after how many milliseconds of this process it was ready, and deletes it.
import { createStack } from '../../../dist/bundle/index.js'

const stack = await createStack({ ephemeral: true, services: 'none', provider: process.argv[2] })
if (!stack.status.ok) throw new Error(JSON.stringify(stack.status))
console.log(performance.now())
await stack.stop()
