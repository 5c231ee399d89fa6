import { createStack } from '../../dist/index.js'

// Starts an ephemeral stack, prints its environment as one line of JSON, and runs until it is killed.
const stack = await createStack({ ephemeral: true, provider: 'embedded', services: 'none' })
console.log(JSON.stringify(stack.env()))
setInterval(() => {}, 60_000)
