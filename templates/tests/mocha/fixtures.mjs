import { createStack } from 'homemanager'

// One stack for the run. With --parallel, the workers get its handle in their environment.
let stack

export async function mochaGlobalSetup() {
  stack = await createStack({ ephemeral: true, seed: 'demo', services: 'none' })
  process.env.HOMEMANAGER_STACK = JSON.stringify(stack.handle())
}

export async function mochaGlobalTeardown() {
  await stack?.stop()
}
