import path from 'node:path'
import { HomeError } from '../../core/home-error.js'
import { PROVIDER_ERRORS } from '../provider-errors.js'
import type { UnprivilegedUser } from './unprivileged-user.js'
import type { PostgresBinaries } from './postgres-binaries.js'
import { runProgram } from './run-program.js'

/** What is needed to run one of PostgreSQL's programs. */
export interface PostgresTools {
  readonly binaries: PostgresBinaries
  readonly user: UnprivilegedUser
  readonly signal: AbortSignal
}

/** Runs it to its end and gives what it wrote; throws when it fails. */
export async function runPostgresProgram(
  tools: PostgresTools,
  program: 'initdb' | 'postgres',
  args: readonly string[],
  input: string = '',
): Promise<string> {
  const file = path.join(tools.binaries.directory, 'bin', program)
  const { command, args: all, runAs } = tools.user.wrap(file, args)
  const env = { LC_ALL: 'C.UTF-8', TZ: 'UTC' }
  const options = { signal: tools.signal, input, env, ...(runAs ? { runAs } : {}) }
  const { ok, output } = await runProgram(command, all, options)
  if (ok) return output
  throw new HomeError(PROVIDER_ERRORS.ENGINE_EXITED, {
    message: `PostgreSQL's data folder could not be made ready: ${program} failed.`,
    detail: output.trim().split('\n').slice(-10).join('\n'),
    suggestion: 'Run homemanager doctor.',
  })
}
