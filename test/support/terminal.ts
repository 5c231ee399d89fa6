import { spawn, spawnSync } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const PROGRAM = fileURLToPath(new URL('../programs/terminal.py', import.meta.url))

/** Whether pseudo-terminals are available, which need Python's `pty`. */
export const HAS_TERMINAL: boolean = spawnSync('python3', ['-c', 'import pty']).status === 0

export interface ScreenSnapshot {
  /** The screen, without output from before the last keys. */
  readonly screen: string
  /** Time from the keys until the screen stopped changing. */
  readonly seconds: number
}

/** A program on a pseudo-terminal. Disposing kills it. */
export interface TerminalProgram extends Disposable {
  type(keys: string): void
  /** Waits until the screen shows the text and stops changing. */
  waitForText(text: string): Promise<ScreenSnapshot>
  /** Waits until the program exits. */
  waitForExit(): Promise<{ readonly exit: number; readonly screen: string }>
}

interface TerminalReply {
  readonly screen: readonly string[]
  readonly seconds: number
  readonly found: boolean
  readonly exit: number
}

export const KEYS = {
  enter: '\r',
  escape: '\u001B',
  down: '\u001B[B',
  up: '\u001B[A',
  ctrlC: '\u0003',
} as const

export function startOnTerminal(
  command: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = process.env,
): TerminalProgram {
  const child = spawn('python3', [PROGRAM, ...command], { cwd, env, stdio: ['pipe', 'pipe', 'inherit'] })
  const replies = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const send = (command: object): void => void child.stdin.write(`${JSON.stringify(command)}\n`)
  const readReply = async (): Promise<TerminalReply> => {
    const { value, done } = await replies.next()
    if (done === true) throw new Error('The terminal program has exited.')
    return JSON.parse(value) as TerminalReply
  }
  return {
    type: (keys) => send({ keys }),
    async waitForText(text) {
      send({ until: text })
      const { found, screen, seconds } = await readReply()
      if (!found) throw new Error(`The screen does not show "${text}":\n${screen.join('\n')}`)
      return { screen: screen.join('\n').trim(), seconds }
    },
    async waitForExit() {
      send({ end: true })
      const { exit, screen } = await readReply()
      return { exit, screen: screen.join('\n').trim() }
    },
    [Symbol.dispose]() {
      child.kill('SIGKILL')
    },
  }
}
