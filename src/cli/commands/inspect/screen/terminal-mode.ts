import { writeSync } from 'node:fs'
import { leaveAfterKill } from './leave-after-kill.js'

const ENTER = '\u001B[?1049h\u001B[2J\u001B[H\u001B[?25l'
const LEAVE = '\u001B[?25h\u001B[?1049l'

/**
 * Shows the alternate screen of the terminal until disposed, and at the latest until the process exits, also if it crashes or is
 * killed. Then the terminal shows what it did before.
 */
export function useAlternateScreen(stdin: NodeJS.ReadStream, stdout: NodeJS.WriteStream): Disposable {
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
  return { [Symbol.dispose]: leave }
}

/** The sequence with which a terminal copies a text to the clipboard, also over ssh. tmux passes it through. */
export function toClipboardSequence(text: string, env: NodeJS.ProcessEnv): string {
  const sequence = `\u001B]52;c;${Buffer.from(text).toString('base64')}\u0007`
  if (env['TMUX'] === undefined) return sequence
  return `\u001BPtmux;${sequence.replaceAll('\u001B', '\u001B\u001B')}\u001B\\`
}
