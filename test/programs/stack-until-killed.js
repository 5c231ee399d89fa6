import { createStack } from '../../dist/index.js'

// Prints the environment of an ephemeral stack as one line of JSON, and lives until it is killed.
const stack = await createStack({ ephemeral: true, provider: 'embedded', services: 'none' })
console.log(JSON.stringify(stack.env()))
setInterval(() => {}, 60_000)
