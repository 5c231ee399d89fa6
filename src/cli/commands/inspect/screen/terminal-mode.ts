import { writeSync } from 'node:fs'
import { leaveAfterKill } from './leave-after-kill.js'

const ENTER = '\u001B[?1049h\u001B[2J\u001B[H\u001B[?25l'
const LEAVE = '\u001B[?25h\u001B[?1049l'

export interface AlternateScreen extends Disposable {
  /** Leaves the terminal to another program, as it was before, until `run` returns. */
  leaveFor(run: () => void): void
}

/**
 * Shows the alternate screen of the terminal until disposed, and at the latest until the process exits, also if it crashes or is
 * killed. Then the terminal shows what it did before.
 */
export function useAlternateScreen(stdin: NodeJS.ReadStream, stdout: NodeJS.WriteStream): AlternateScreen {
  let isShown = true
  const afterKill = leaveAfterKill(LEAVE)
  const leave = (): void => {
    if (!isShown) return
    isShown = false
    process.off('exit', leave)
    afterKill[Symbol.dispose]()
    try {
      if (stdin.isTTY) stdin.setRawMode(false)
      // Nothing that is written later reaches a process that exits.
      writeSync(1, LEAVE)
    } catch {
      // The terminal is gone.
    }
  }
  stdout.write(ENTER)
  process.on('exit', leave)
  const leaveFor = (run: () => void): void => {
    if (stdin.isTTY) stdin.setRawMode(false)
    writeSync(1, LEAVE)
    try {
      run()
    } finally {
      if (stdin.isTTY) stdin.setRawMode(true)
      writeSync(1, ENTER)
    }
  }
  return { leaveFor, [Symbol.dispose]: leave }
}

/** The sequence with which a terminal copies a text to the clipboard, also over ssh. tmux passes it through. */
export function toClipboardSequence(text: string, env: NodeJS.ProcessEnv): string {
  const sequence = `\u001B]52;c;${Buffer.from(text).toString('base64')}\u0007`
  if (env['TMUX'] === undefined) return sequence
  return `\u001BPtmux;${sequence.replaceAll('\u001B', '\u001B\u001B')}\u001B\\`
}
