import { createInterface } from 'node:readline'
import { runCli } from '../../dist/cli/run-cli.js'

// Runs command lines in one process: a JSON array of arguments per line on stdin, a JSON result per line on stdout. A process
// per command line would take most of the time of such a test.

// Each command line installs its signal handlers.
process.setMaxListeners(0)
const write = process.stdout.write.bind(process.stdout)
for await (const line of createInterface({ input: process.stdin })) {
  const { args, columns } = JSON.parse(line)
  if (columns === undefined) delete process.env.COLUMNS
  else process.env.COLUMNS = columns
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
  write(`${JSON.stringify({ code, ...output })}\n`)
}
process.exit()
