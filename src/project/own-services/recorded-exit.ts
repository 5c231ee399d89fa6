import { readFileSync, rmSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import type { CommandExit } from '../../core/command-exit.js'

/**
 * Runs a command, `$1`, and writes the exit code to the file `$2`: whatever starts the command does not wait for it. The shell
 * outlives a signal to its process group, so that it can record how the command has ended; the command itself gets the signal.
 */
export const COMMAND_SCRIPT =
  'trap : TERM INT HUP; /bin/sh -c "$1"; status=$?; { echo $status >"$2"; } 2>/dev/null; exit $status'

/** A shell adds the number of a signal to this. */
const SIGNAL_BASE = 128

export function getCommandExitPath(home: string, name: string): string {
  return join(home, `${name}.command.exit`)
}

/** Undefined if it runs, or if the shell that records it was killed as well. */
export function readCommandExit(home: string, name: string): CommandExit | undefined {
  try {
    const text = readFileSync(getCommandExitPath(home, name), 'utf8').trim()
    if (!/^\d+$/.test(text)) return undefined
    const exitCode = Number(text)
    const signal = Object.entries(constants.signals).find(
      ([, number]) => number === exitCode - SIGNAL_BASE,
    )?.[0]
    return signal === undefined ? { exitCode } : { signal }
  } catch {
    return undefined
  }
}

export function forgetCommandExit(home: string, name: string): void {
  rmSync(getCommandExitPath(home, name), { force: true })
}
