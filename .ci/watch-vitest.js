import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { utimesSync } from 'node:fs'

// Runs Vitest in watch mode: it runs the tests, and again when a file changes. Then it is interrupted.

const vitest = spawn(process.execPath, ['node_modules/vitest/vitest.mjs', '--watch'], {
  stdio: ['pipe', 'pipe', 'inherit'],
})
const exited = once(vitest, 'exit')
let output = ''
vitest.stdout.on('data', (chunk) => {
  output += chunk
  process.stdout.write(chunk)
})
await waitForPasses(1)
utimesSync('users.test.mjs', new Date(), new Date())
await waitForPasses(2)
vitest.kill('SIGINT')
await exited

async function waitForPasses(count) {
  while (output.split(/Tests .*1 passed/).length <= count) await once(vitest.stdout, 'data')
}
