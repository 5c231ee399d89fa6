import { execFile } from 'node:child_process'
import { getEngineEnvironment } from '../../core/child-environment.js'

export interface RunOptions {
  readonly cwd?: string
  /** Added to the environment of an engine. */
  readonly env?: Readonly<Record<string, string>>
  readonly input?: string
  readonly signal?: AbortSignal
  readonly runAs?: { readonly uid: number; readonly gid: number }
}

/** Result of a program. `output` is stdout followed by stderr. */
export interface RunResult {
  readonly ok: boolean
  readonly stdout: string
  readonly output: string
}

/** Runs a program until it exits. Throws only if aborted, not if the program fails. */
export function runProgram(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      command,
      [...args],
      {
        encoding: 'utf8',
        maxBuffer: 64 * 1024 * 1024,
        env: { ...getEngineEnvironment(), ...options.env },
        ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
        ...(options.signal ? { signal: options.signal } : {}),
        ...options.runAs,
      },
      (error, stdout, stderr) => {
        if (options.signal?.aborted) reject(error ?? new Error('Aborted'))
        else {
          const spawnProblem = error && stdout === '' && stderr === '' ? error.message : ''
          resolve({ ok: error === null, stdout, output: stdout + stderr + spawnProblem })
        }
      },
    )
    child.stdin?.on('error', () => {})
    child.stdin?.end(options.input ?? '')
  })
}
