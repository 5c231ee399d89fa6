import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createStack } from 'homemanager'

// `node run-tests.mjs [ARGUMENT…]` runs `node --test` with one stack for all files, which get its handle in their environment.
const stack = await createStack({ ephemeral: true, seed: 'demo', services: 'none' })
try {
  const env = { ...process.env, HOMEMANAGER_STACK: JSON.stringify(stack.handle()) }
  const tests = spawn(process.execPath, ['--test', ...process.argv.slice(2)], { env, stdio: 'inherit' })
  const [code] = await once(tests, 'exit')
  process.exitCode = code ?? 1
} finally {
  await stack.stop()
}
