import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import headless from '@xterm/headless'
import { waitUntil } from './wait-until.js'

const PROGRAM = fileURLToPath(new URL('../programs/relay-terminal.py', import.meta.url))

/** A full-screen program on a terminal that is emulated completely. Disposing kills it. */
export interface ScreenProgram extends Disposable {
  /** The lines of the screen, without spaces at their ends. */
  screen(): readonly string[]
  /** Whether the program shows the alternate screen. */
  isAlternate(): boolean
  /** What the program wrote since it was started. */
  output(): string
  type(keys: string): void
  resize(columns: number, rows: number): void
  kill(signal: number): void
  /** Waits until the screen shows this, and returns it. */
  waitFor(shown: string | RegExp): Promise<string>
  /** Waits until the program exits. `modes`: whether the terminal is as a shell needs it. */
  waitForExit(): Promise<{
    readonly code: number
    readonly modes: { readonly echo: boolean; readonly canonical: boolean }
  }>
}

export interface ScreenProgramOptions {
  readonly cwd: string
  readonly columns: number
  readonly rows: number
  readonly env?: NodeJS.ProcessEnv
}

export function startScreenProgram(
  command: readonly string[],
  { cwd, columns, rows, env = {} }: ScreenProgramOptions,
): ScreenProgram {
  const terminal = new headless.Terminal({ cols: columns, rows, allowProposedApi: true })
  const child = spawn('python3', [PROGRAM, String(columns), String(rows), ...command], {
    cwd,
    env: { ...process.env, TERM: 'xterm-256color', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let output = ''
  child.stdout.on('data', (data: Buffer) => {
    output += data.toString('latin1')
    terminal.write(data)
  })
  const modes = text(child.stderr)
  const exit = once(child, 'exit')
  const send = (message: object): void => void child.stdin.write(`${JSON.stringify(message)}\n`)
  const screen = (): readonly string[] => {
    const { active } = terminal.buffer
    return Array.from(
      { length: terminal.rows },
      (_, y) => active.getLine(active.viewportY + y)?.translateToString(true) ?? '',
    )
  }
  return {
    screen,
    isAlternate: () => terminal.buffer.active.type === 'alternate',
    output: () => output,
    type: (keys) => send({ keys }),
    resize(newColumns, newRows) {
      terminal.resize(newColumns, newRows)
      send({ size: [newColumns, newRows] })
    },
    kill: (signal) => send({ signal }),
    async waitFor(shown) {
      const isShown = (): boolean => {
        const lines = screen().join('\n')
        return typeof shown === 'string' ? lines.includes(shown) : shown.test(lines)
      }
      await waitUntil(isShown).catch((error: unknown) => {
        throw new Error(`The screen does not show ${String(shown)}:\n${screen().join('\n')}`, {
          cause: error,
        })
      })
      return screen().join('\n')
    },
    async waitForExit() {
      const [code] = (await exit) as [number]
      // What is still being emulated.
      await new Promise<void>((resolve) => terminal.write('', resolve))
      return { code, modes: JSON.parse(await modes) as { echo: boolean; canonical: boolean } }
    },
    [Symbol.dispose]() {
      child.kill('SIGKILL')
      terminal.dispose()
    },
  }
}
