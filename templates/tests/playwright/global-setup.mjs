import { createStack } from 'homemanager'

// One stack for the run. The workers get its handle in their environment. What it returns runs at the end.
export default async function setUp() {
  const stack = await createStack({ ephemeral: true, seed: 'demo', services: 'none' })
  process.env.HOMEMANAGER_STACK = JSON.stringify(stack.handle())
  return async () => stack.stop()
}
