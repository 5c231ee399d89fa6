import { resolveConfig } from '../../../config/resolve-config.js'
import { connectSingleStore } from '../../../project/connect/connect-single-store.js'
import { readCheckpoints } from '../../../stores/postgres/postgres-checkpoints.js'
import type { GlobalOptions } from '../../command.js'

/** The names of the profiles that were seeded, as recorded in PostgreSQL; none if it cannot be read. */
export async function listSeededProfiles(globals: GlobalOptions): Promise<readonly string[]> {
  try {
    await using postgres = await connectSingleStore('postgres', await resolveConfig(globals))
    return (await readCheckpoints(postgres.pool)).map(({ profile }) => profile)
  } catch {
    return []
  }
}
