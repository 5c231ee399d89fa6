import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { buildOnce } from './build-once.js'

export interface CommandOutcome {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs command lines of the built program one after the other, in one process. */
export interface CommandRunner extends AsyncDisposable {
  /** `columns`: the width of the terminal; none by default, as if the output were a pipe. */
  run(args: readonly string[], columns?: number): Promise<CommandOutcome>
}

const PROGRAM = fileURLToPath(new URL('../programs/run-command-lines.js', import.meta.url))

export async function startCommandRunner(
  cwd: string = process.cwd(),
  variables: Readonly<Record<string, string>> = {},
): Promise<CommandRunner> {
  await buildOnce()
  const child = spawn(process.execPath, [PROGRAM], {
    cwd,
    env: { ...process.env, NO_COLOR: '1', ...variables },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  let last: Promise<unknown> = Promise.resolve()
  return {
    async run(args, columns) {
      const outcome = last.then(async () => {
        child.stdin.write(
          `${JSON.stringify({ args, columns: columns === undefined ? undefined : String(columns) })}\n`,
        )
        const { done, value } = await lines.next()
        if (done === true) throw new Error(`The process of the command lines ended at: ${args.join(' ')}`)
        return JSON.parse(value) as CommandOutcome
      })
      last = outcome.catch(() => {})
      return outcome
    },
    async [Symbol.asyncDispose]() {
      child.stdin.end()
      await exited
    },
  }
}
