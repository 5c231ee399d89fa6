import { spawn } from 'node:child_process'

/** The first screen comes first. */
const START_DELAY_MS = 500

/**
 * Writes a sequence to the terminal if this process is killed (SIGKILL), which it cannot do itself: a shell waits for the end of a
 * pipe, or for the line that disposing writes into it.
 */
export function leaveAfterKill(sequence: string): Disposable {
  let end = (): void => {}
  const timer = setTimeout(() => {
    const script = `trap '' HUP INT TERM TTOU; read -r line || printf '%s' "$1"`
    const shell = spawn('/bin/sh', ['-c', script, 'sh', sequence], { stdio: ['pipe', 'inherit', 'ignore'] })
    // Without a shell, the user runs `reset`.
    shell.on('error', () => {})
    shell.stdin.on('error', () => {})
    shell.unref()
    end = () => shell.stdin.end('done\n')
  }, START_DELAY_MS).unref()
  return {
    [Symbol.dispose]() {
      clearTimeout(timer)
      end()
    },
  }
}
