import path from 'node:path'
import { isEphemeralHome } from '../../../config/exported-stack.js'
import type { ResolvedConfig } from '../../../config/resolved-config.js'
import type { EngineLaunch } from '../../../providers/embedded/embedded-recipe.js'
import type { PostgresBinaries } from './postgres-binaries.js'
import { getSharedMemorySettings } from './shared-memory-settings.js'
import type { UnprivilegedUser } from './unprivileged-user.js'

/**
 * The data of an ephemeral stack is deleted with it, so it need not survive a crash of the system. Commits are still written
 * before they are confirmed, so they survive the end of the engine.
 */
const NOT_DURABLE: readonly string[] = ['fsync=off', 'full_page_writes=off']

interface PostgresServer {
  readonly binaries: PostgresBinaries
  readonly user: UnprivilegedUser
  readonly dataDirectory: string
  readonly port: number
  /** Further settings, `name=value`. */
  readonly settings?: readonly string[]
}

/** PostgreSQL on loopback only, without a Unix socket, whose path would be limited to 107 bytes. */
export function toServerCommand({ home }: ResolvedConfig, server: PostgresServer): EngineLaunch {
  const { binaries, user, dataDirectory, port } = server
  const settings = [
    'listen_addresses=127.0.0.1',
    `port=${port}`,
    'unix_socket_directories=',
    'timezone=UTC',
    'log_timezone=UTC',
    ...getSharedMemorySettings(),
    ...(isEphemeralHome(home) ? NOT_DURABLE : []),
    ...(server.settings ?? []),
  ]
  const args = ['-D', dataDirectory, ...settings.flatMap((setting) => ['-c', setting])]
  const program = path.join(binaries.directory, 'bin', 'postgres')
  return {
    ...user.wrap(program, args),
    env: binaries.environment,
    engine: toEngineName(binaries.version),
  }
}

/** `PostgreSQL 15.18 (embedded)` */
export function toEngineName(version: string): string {
  return `PostgreSQL ${version} (embedded)`
}
