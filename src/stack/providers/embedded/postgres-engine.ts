import path from 'node:path'
import type { EmbeddedEngine } from './embedded-engine.js'
import { ordinaryUser } from './ordinary-user.js'
import { postgresBinaries } from './postgres-binaries.js'
import { ensureCluster } from './postgres-cluster.js'
import { freeStaleLock } from './postgres-lock.js'

/** PostgreSQL 15, loopback only, no Unix socket (its path would be limited to 107 bytes). */
export const postgresEngine: EmbeddedEngine = {
  // "Fast" shutdown: rolls back what is open and writes a checkpoint. SIGTERM would wait for the clients to leave.
  gentleSignal: 'SIGINT',
  async prepare({ config, port, signal }, dataFolder) {
    const binaries = postgresBinaries()
    const user = await ordinaryUser(dataFolder)
    await freeStaleLock(dataFolder)
    await ensureCluster({ binaries, user, signal }, dataFolder, config.postgres)
    const settings = [
      'listen_addresses=127.0.0.1',
      `port=${port}`,
      'unix_socket_directories=',
      'timezone=UTC',
      'log_timezone=UTC',
    ]
    const args = ['-D', dataFolder, ...settings.flatMap((setting) => ['-c', setting])]
    const program = path.join(binaries.folder, 'bin', 'postgres')
    return { ...user.wrap(program, args), engine: `PostgreSQL ${binaries.version} (embedded)` }
  },
  record(config, running) {
    const url = new URL(`postgres://127.0.0.1:${running.port}/`)
    url.username = encodeURIComponent(config.postgres.user)
    url.password = encodeURIComponent(config.postgres.password)
    url.pathname = encodeURIComponent(config.postgres.database)
    return { store: 'postgres', endpoint: { url: url.href }, ...running }
  },
}
