import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { endSentence } from '../../core/end-sentence.js'
import { HomeError } from '../../core/home-error.js'
import { PROGRAM_ERRORS } from './program-errors.js'

export interface ForegroundProgram {
  readonly command: string
  readonly args: readonly string[]
  /** Added to this process's environment. */
  readonly env: Readonly<Record<string, string>>
  /** Variables of this process's environment that the program does not get. */
  readonly unset?: readonly string[]
  readonly cwd?: string
  /** The suggestion of the error if the program is not installed. */
  readonly missingSuggestion?: string
  /** Called once with a function that forwards a signal to the program. */
  readonly onStarted?: (forward: (name: NodeJS.Signals) => void) => void
}

/**
 * Runs a program on this process's terminal and streams. Resolves to its exit code or, if a signal terminated it, to 128
 * plus the signal number, as in a shell. Throws `PROGRAM_MISSING` and `PROGRAM_NOT_RUNNABLE`.
 */
export async function runInForeground(program: ForegroundProgram): Promise<number> {
  const { execa } = await import('execa')
  const child = execa(program.command, program.args, {
    stdio: 'inherit',
    reject: false,
    // The program decides itself when it ends after a signal.
    forceKillAfterDelay: false,
    cleanup: false,
    extendEnv: false,
    env: { ...withoutVariables(process.env, program.unset), ...program.env },
    ...(program.cwd === undefined ? {} : { cwd: program.cwd }),
  })
  program.onStarted?.((name) => {
    // On a terminal, Ctrl-C reaches the program directly; forwarding it would deliver it twice.
    if (name === 'SIGINT' && process.stdin.isTTY) return
    child.kill(name)
  })
  const { exitCode, signal, cause } = await child
  if (exitCode !== undefined) return exitCode
  if (signal !== undefined) return 128 + constants.signals[signal]
  throw toProgramError(cause as NodeJS.ErrnoException, program)
}

/** Throws `PROGRAM_MISSING`, before work that only the program needs. */
export function assertProgramExists({ command, cwd }: Pick<ForegroundProgram, 'command' | 'cwd'>): void {
  const exists = command.includes('/') ? existsSync(resolve(cwd ?? '.', command)) : isOnPath(command)
  if (!exists) throw programMissingError({ command })
}

function withoutVariables(environment: NodeJS.ProcessEnv, names: readonly string[] = []): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !names.includes(name)))
}

/** If PATH has a directory that this user may not read, a missing program fails with EACCES rather than ENOENT. */
function isOnPath(command: string): boolean {
  if (command.includes('/')) return true
  const directories = (process.env['PATH'] ?? '').split(delimiter)
  return directories.some((directory) => existsSync(join(directory, command)))
}

function toProgramError(error: NodeJS.ErrnoException, program: ForegroundProgram): HomeError {
  if (error.code === 'ENOENT' || (error.code === 'EACCES' && !isOnPath(program.command))) {
    return programMissingError(program, error)
  }
  return new HomeError(PROGRAM_ERRORS.PROGRAM_NOT_RUNNABLE, {
    message: `"${program.command}" could not be started: ${endSentence(error.message)}`,
    suggestion: 'Check that it is an executable file and that you have permission to run it.',
    cause: error,
  })
}

function programMissingError(
  { command, missingSuggestion }: Pick<ForegroundProgram, 'command' | 'missingSuggestion'>,
  cause?: unknown,
): HomeError {
  return new HomeError(PROGRAM_ERRORS.PROGRAM_MISSING, {
    message: `The program "${command}" was not found.`,
    detail: command.includes('/') ? 'There is no such file.' : 'It is not in any directory of PATH.',
    suggestion: missingSuggestion ?? 'Check the name, or install the program.',
    cause,
  })
}
