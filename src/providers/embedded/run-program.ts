import { getEngineEnvironment } from '../../core/child-environment.js'

export interface RunOptions {
  readonly cwd?: string
  /** Added to the environment of an engine. */
  readonly env?: Readonly<Record<string, string>>
  readonly input?: string
  readonly signal?: AbortSignal
  /** Called once the program is running. */
  readonly onSpawned?: (() => void) | undefined
  readonly runAs?: { readonly uid: number; readonly gid: number }
}

/** Result of a program. `output` is stdout followed by stderr. */
export interface RunResult {
  readonly ok: boolean
  readonly stdout: string
  readonly output: string
}

/** Runs a program until it exits. Throws only if aborted, not if the program fails. */
export async function runProgram(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  const { execa } = await import('execa')
  const { cwd, env, input = '', signal, runAs, onSpawned } = options
  const running = execa(command, args, {
    reject: false,
    stripFinalNewline: false,
    extendEnv: false,
    env: { ...getEngineEnvironment(), ...env },
    input,
    ...(cwd === undefined ? {} : { cwd }),
    ...(signal === undefined ? {} : { cancelSignal: signal }),
    ...runAs,
  })
  onSpawned?.()
  const { failed, stdout, stderr, exitCode, shortMessage } = await running
  signal?.throwIfAborted()
  // Without an exit code, the program was not started, or a signal ended it.
  const problem = failed && exitCode === undefined && stdout + stderr === '' ? shortMessage : ''
  return { ok: !failed, stdout, output: stdout + stderr + problem }
}
