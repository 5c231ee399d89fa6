import type { PortableSnapshot } from '../../contracts/portable-snapshot.js'
import { readPostgres } from './read-postgres.js'
import { restorePostgres } from './restore-postgres.js'
import { savePostgres } from './save-postgres.js'

/** `schema.sql`, a CSV for each table, `constraints.sql`, and `load.sql` that loads them with psql. */
export const postgresSnapshot: PortableSnapshot<'postgres'> = {
  save: savePostgres,
  restore: restorePostgres,
  read: readPostgres,
}
