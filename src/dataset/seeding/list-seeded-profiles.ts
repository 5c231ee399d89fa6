import { readCheckpoints } from '../../stores/postgres/postgres-checkpoints.js'
import type { PostgresStore } from '../../stores/postgres/postgres-store.js'

/** The names of the profiles that were seeded, as recorded in PostgreSQL. */
export async function listSeededProfiles({ pool }: PostgresStore): Promise<readonly string[]> {
  return (await readCheckpoints(pool)).map(({ profile }) => profile)
}
