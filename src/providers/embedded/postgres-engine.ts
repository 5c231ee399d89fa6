import path from 'node:path'
import type { EmbeddedEngine } from './embedded-engine.js'
import { resolveUnprivilegedUser } from './unprivileged-user.js'
import { findPostgresBinaries } from './postgres-binaries.js'
import { ensureCluster } from './postgres-cluster.js'
import { removeStaleLock } from './remove-stale-lock.js'

/** PostgreSQL 15 on loopback only, without a Unix socket, whose path would be limited to 107 bytes. */
export const postgresEngine: EmbeddedEngine = {
  // Fast Shutdown: aborts open transactions. SIGTERM would wait for clients to disconnect.
  stopSignal: 'SIGINT',
  async prepare({ config, port, signal }, dataDirectory) {
    const binaries = findPostgresBinaries()
    const user = await resolveUnprivilegedUser(dataDirectory)
    await removeStaleLock(dataDirectory)
    await ensureCluster({ binaries, user, signal }, dataDirectory, config.postgres)
    const settings = [
      'listen_addresses=127.0.0.1',
      `port=${port}`,
      'unix_socket_directories=',
      'timezone=UTC',
      'log_timezone=UTC',
    ]
    const args = ['-D', dataDirectory, ...settings.flatMap((setting) => ['-c', setting])]
    const program = path.join(binaries.directory, 'bin', 'postgres')
    return { ...user.wrap(program, args), engine: `PostgreSQL ${binaries.version} (embedded)` }
  },
  toRecord(config, running) {
    const url = new URL(`postgres://127.0.0.1:${running.port}/`)
    url.username = encodeURIComponent(config.postgres.user)
    url.password = encodeURIComponent(config.postgres.password)
    url.pathname = encodeURIComponent(config.postgres.database)
    return { store: 'postgres', endpoint: { url: url.href }, ...running }
  },
}
