import type { Project } from '../../../project/project.js'
import { readCheckpoints } from '../../../stores/postgres/data/postgres-checkpoints.js'

/** The names of the profiles that were seeded, as recorded in PostgreSQL; none if it cannot be read. */
export async function listSeededProfiles(project: Project): Promise<readonly string[]> {
  try {
    await using postgres = await project.connectStore('postgres')
    return (await readCheckpoints(postgres.pool)).map(({ profile }) => profile)
  } catch {
    return []
  }
}
