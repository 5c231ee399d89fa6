import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { buildOnce } from './build-once.js'

export interface CommandOutcome {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs command lines of the built program one after the other, in one process for all test files of a worker. */
export interface CommandRunner extends AsyncDisposable {
  /** `columns`: the width of the terminal; none by default, as if the output were a pipe. */
  run(args: readonly string[], columns?: number): Promise<CommandOutcome>
}

interface RunnerProcess {
  readonly child: ChildProcess
  /** What it has written. */
  readonly lines: AsyncIterator<string>
}

const PROGRAM = fileURLToPath(new URL('../programs/run-command-lines.js', import.meta.url))

let shared: RunnerProcess | undefined
let last: Promise<unknown> = Promise.resolve()

/** The command lines run in this directory, with these variables added to the environment of the worker. */
export async function startCommandRunner(
  cwd: string = process.cwd(),
  variables: Readonly<Record<string, string>> = {},
): Promise<CommandRunner> {
  await buildOnce()
  let own: Promise<unknown> = Promise.resolve()
  return {
    async run(args, columns) {
      const env = {
        ...process.env,
        NO_COLOR: '1',
        ...(columns === undefined ? {} : { COLUMNS: String(columns) }),
        ...variables,
      }
      const outcome = last.then(async () => runLine({ args, cwd, env }))
      own = last = outcome.catch(() => {})
      return outcome
    },
    async [Symbol.asyncDispose]() {
      await own
    },
  }
}

async function runLine(line: {
  readonly args: readonly string[]
  cwd: string
  env: object
}): Promise<CommandOutcome> {
  shared ??= startProcess()
  const { child, lines } = shared
  child.stdin?.write(`${JSON.stringify(line)}\n`)
  const { done, value } = await lines.next()
  if (done !== true) return JSON.parse(value) as CommandOutcome
  shared = undefined
  throw new Error(`The process of the command lines ended at: ${line.args.join(' ')}`)
}

/** It ends with the worker, as that closes its input. */
function startProcess(): RunnerProcess {
  const child = spawn(process.execPath, [PROGRAM], { stdio: ['pipe', 'pipe', 'inherit'] })
  child.unref()
  return { child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() }
}
