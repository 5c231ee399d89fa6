import { createStack } from 'homemanager'

// One stack for the run. The workers get its handle in their environment.
export default async function setUp() {
  const stack = await createStack({ ephemeral: true, seed: 'demo', services: 'none' })
  process.env.HOMEMANAGER_STACK = JSON.stringify(stack.handle())
  globalThis.homemanagerStack = stack
}
