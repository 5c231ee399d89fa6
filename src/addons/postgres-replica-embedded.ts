import { parseDurationMs } from '../config/parse-duration.js'
import type { EmbeddedAddonRecipe } from '../providers/embedded/embedded-addon-recipe.js'
import { getEnginePaths } from '../providers/embedded/engine-paths.js'
import { parsePostgresUrl } from '../stores/postgres/client/parse-postgres-url.js'
import { createReplica } from '../stores/postgres/engine/create-replica.js'
import { isPostmasterReady } from '../stores/postgres/engine/is-postmaster-ready.js'
import { buildLocalPostgresUrl } from '../stores/postgres/engine/local-postgres-url.js'
import { getReplicationLogin, getServiceLogin } from '../stores/postgres/engine/postgres-access.js'
import { findPostgresBinaries } from '../stores/postgres/engine/postgres-binaries.js'
import { toServerCommand } from '../stores/postgres/engine/server-command.js'
import { resolveUnprivilegedUser } from '../stores/postgres/engine/unprivileged-user.js'

/**
 * A replica of the embedded engine. It is made again from the primary at each start, so it also follows a restore, and never
 * misses a part of the write-ahead log that the primary has removed.
 */
export const postgresReplicaEmbedded: EmbeddedAddonRecipe = {
  store: 'postgres',
  async findProgram() {
    const { directory, version } = await findPostgresBinaries()
    return { file: directory, version }
  },
  async prepare({ config, port, signal, getEndpoints }, dataDirectory) {
    const [binaries, { postgres }] = await Promise.all([findPostgresBinaries(), getEndpoints()])
    const primary = getEnginePaths('postgres', config.home).dataDirectory
    const user = await resolveUnprivilegedUser(primary)
    const address = parsePostgresUrl(postgres.url)
    const source = {
      port: address.port,
      database: address.database,
      login: getReplicationLogin(config),
      directory: primary,
    }
    await createReplica(source, dataDirectory, { user, signal })
    const settings = [
      `recovery_min_apply_delay=${parseDurationMs(config['postgres-replica'].lag ?? '0')}`,
      // The primary keeps what the replica has not received, and forgets it when the replica ends.
      'wal_receiver_create_temp_slot=on',
    ]
    return toServerCommand(config, { binaries, user, dataDirectory, port, settings })
  },
  hasStarted: isPostmasterReady,
  toUrl: (config, port) => buildLocalPostgresUrl(port, getServiceLogin(config), config.postgres.database),
}
