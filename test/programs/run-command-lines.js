import { createInterface } from 'node:readline'
import { loadProgram } from '../../dist/launch/load-program.js'

// Runs command lines in one process: a JSON object with the arguments, directory and environment of each per line on stdin, a JSON
// result per line on stdout. A process per command line would take most of the time of such a test.

const { runCli } = await loadProgram('cli')
const write = process.stdout.write.bind(process.stdout)
for await (const line of createInterface({ input: process.stdin })) {
  const { args, cwd, env } = JSON.parse(line)
  process.chdir(cwd)
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name]
  Object.assign(process.env, env)
  process.argv.splice(2, Infinity, ...args)
  const output = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr']) {
    process[name].write = (text, ...rest) => {
      output[name] += text
      rest.find((argument) => typeof argument === 'function')?.()
      return true
    }
  }
  const code = await runCli(args)
  // Each command line installs its signal handlers.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(signal)
  // The directory may be deleted, or unmounted.
  process.chdir('/')
  write(`${JSON.stringify({ code, ...output })}\n`)
}
process.exit()
