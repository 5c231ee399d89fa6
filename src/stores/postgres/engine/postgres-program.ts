import path from 'node:path'
import { HomeError } from '../../../core/home-error.js'
import { PROVIDER_ERRORS } from '../../../providers/provider-errors.js'
import { hideSharedMemory } from './shared-memory-settings.js'
import { ensureNamelessPrograms } from './nameless-programs.js'
import { nameRequired, type UnprivilegedUser } from './unprivileged-user.js'
import type { PostgresBinaries } from './postgres-binaries.js'
import type { StartRequest } from '../../../providers/provider.js'
import { runProgram } from '../../../providers/embedded/run-program.js'

/** Everything required to run a PostgreSQL program. */
export interface PostgresTools {
  readonly binaries: PostgresBinaries
  readonly user: UnprivilegedUser
  readonly signal: AbortSignal
  /** Called once the data of the engine is being copied, or the engine started. */
  readonly onLaunched?: StartRequest['onLaunched']
}

/** Runs a PostgreSQL program until it exits and returns its output. Throws `ENGINE_EXITED` if it fails. */
export async function runPostgresProgram(
  tools: PostgresTools,
  program: 'initdb' | 'postgres',
  args: readonly string[],
  input: string = '',
): Promise<string> {
  const file = path.join(await findDirectory(tools), 'bin', program)
  const { runAs, ...wrapped } = tools.user.wrap(file, args)
  const { command, args: wrappedArgs } =
    program === 'initdb' && runAs === undefined
      ? await hideSharedMemory(wrapped.command, wrapped.args)
      : wrapped
  const env = { ...tools.binaries.environment, LC_ALL: 'C.UTF-8', TZ: 'UTC' }
  const options = { signal: tools.signal, input, env, ...(runAs ? { runAs } : {}) }
  const { ok, output } = await runProgram(command, wrappedArgs, options)
  if (ok) return output
  throw new HomeError(PROVIDER_ERRORS.ENGINE_EXITED, {
    message: `The data directory of PostgreSQL could not be prepared: ${program} failed.`,
    detail: output.trim().split('\n').slice(-10).join('\n'),
    suggestion: 'Run homemanager doctor.',
  })
}

/** The server itself, once it runs, requires no name. */
async function findDirectory({ binaries, user: { nameless } }: PostgresTools): Promise<string> {
  if (nameless === undefined) return binaries.directory
  const directory = await ensureNamelessPrograms(binaries)
  if (directory === undefined) throw nameRequired(nameless)
  return directory
}
