import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { delimiter, join } from 'node:path'
import { HomeError } from '../../core/home-error.js'
import { PROGRAM_ERRORS } from './program-errors.js'

export interface ForegroundProgram {
  readonly command: string
  readonly args: readonly string[]
  /** Added to our own environment. */
  readonly env: Readonly<Record<string, string>>
  readonly cwd?: string
  /** What to say when the program is not installed. */
  readonly missingSuggestion?: string
  /** Called once with a function that passes a signal on to the program. */
  readonly onStarted?: (pass: (name: NodeJS.Signals) => void) => void
}

/**
 * Runs a program on our own terminal and streams, and resolves to its exit code; 128 and the number of the signal when
 * one ended it, as a shell says it. Throws `PROGRAM_MISSING` and `PROGRAM_NOT_RUNNABLE`.
 */
export async function runInForeground(program: ForegroundProgram): Promise<number> {
  const child = spawn(program.command, [...program.args], {
    stdio: 'inherit',
    env: { ...process.env, ...program.env },
    ...(program.cwd === undefined ? {} : { cwd: program.cwd }),
  })
  program.onStarted?.((name) => {
    // Ctrl-C on a terminal reaches the program by itself; passed on, it would arrive twice.
    if (name === 'SIGINT' && process.stdin.isTTY) return
    child.kill(name)
  })
  return new Promise<number>((resolve, reject) => {
    child.on('error', (error) => reject(toProgramError(error, program)))
    child.on('exit', (code, signal) => resolve(code ?? 128 + (constants.signals[signal ?? 'SIGKILL'] ?? 0)))
  })
}

/** A folder of PATH that this user may not enter makes a name that is nowhere look like one without permission. */
function isOnPath(command: string): boolean {
  if (command.includes('/')) return true
  const directories = (process.env['PATH'] ?? '').split(delimiter)
  return directories.some((directory) => existsSync(join(directory, command)))
}

function toProgramError(error: NodeJS.ErrnoException, program: ForegroundProgram): HomeError {
  if (error.code === 'ENOENT' || (error.code === 'EACCES' && !isOnPath(program.command))) {
    return new HomeError(PROGRAM_ERRORS.PROGRAM_MISSING, {
      message: `There is no program "${program.command}".`,
      detail: 'It is not in any folder of PATH.',
      suggestion: program.missingSuggestion ?? 'Check its name, or install it.',
      cause: error,
    })
  }
  return new HomeError(PROGRAM_ERRORS.PROGRAM_NOT_RUNNABLE, {
    message: `"${program.command}" cannot be started: ${error.message}.`,
    suggestion: 'Check that it is a program and may be executed.',
    cause: error,
  })
}
