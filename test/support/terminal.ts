import { spawn, spawnSync } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const PROGRAM = fileURLToPath(new URL('../programs/terminal.py', import.meta.url))

/** Pseudo-terminals need Python's `pty`; where it is missing such tests are skipped. */
export const HAS_TERMINAL: boolean = spawnSync('python3', ['-c', 'import pty']).status === 0

export interface ScreenSnapshot {
  /** What came since the last keys, as a person sees it. */
  readonly screen: string
  /** From the keys to a screen at rest. */
  readonly seconds: number
}

/** A program on a pseudo-terminal. Disposing ends it. */
export interface TerminalProgram extends Disposable {
  type(keys: string): void
  /** Waits until the screen shows the text and comes to rest. */
  waitForText(text: string): Promise<ScreenSnapshot>
  /** Waits for the end. */
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

export function startOnTerminal(command: readonly string[], cwd: string): TerminalProgram {
  const child = spawn('python3', [PROGRAM, ...command], { cwd, stdio: ['pipe', 'pipe', 'inherit'] })
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const order = (what: object): void => void child.stdin.write(`${JSON.stringify(what)}\n`)
  const answer = async (): Promise<TerminalReply> => {
    const { value, done } = await answers.next()
    if (done === true) throw new Error('The terminal is gone.')
    return JSON.parse(value) as TerminalReply
  }
  return {
    type: (keys) => order({ keys }),
    async waitForText(text) {
      order({ until: text })
      const { found, screen, seconds } = await answer()
      if (!found) throw new Error(`The screen does not show "${text}":\n${screen.join('\n')}`)
      return { screen: screen.join('\n').trim(), seconds }
    },
    async waitForExit() {
      order({ end: true })
      const { exit, screen } = await answer()
      return { exit, screen: screen.join('\n').trim() }
    },
    [Symbol.dispose]() {
      child.kill('SIGKILL')
    },
  }
}
