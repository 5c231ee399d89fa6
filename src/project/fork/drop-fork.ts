import { rm } from 'node:fs/promises'
import { loadProvider } from '../components/load-provider.js'
import type { ForkRecord } from './fork-record.js'

/** Removes everything that a fork created. If the source stack no longer exists, neither do its copies: errors are ignored. */
export async function dropFork(record: ForkRecord): Promise<void> {
  const { name, source } = record
  const [{ dropPostgresDatabase }, { dropMongoDatabase }] = await Promise.all([
    import('../../stores/postgres/fork/fork-postgres-database.js'),
    import('../../stores/mongo/fork/fork-mongo-database.js'),
  ])
  await Promise.allSettled([
    dropPostgresDatabase(source.postgres.url, name),
    dropMongoDatabase(source.mongo.url, name),
    dropTable(record),
  ])
}

async function dropTable({ name, source, home, engine }: ForkRecord): Promise<void> {
  if (home === undefined) {
    const { deleteTableCopy } = await import('../../stores/dynamodb/fork/copy-table.js')
    return deleteTableCopy(source.dynamodb, name)
  }
  // Its data is no longer needed, so the engine may be killed at once.
  if (engine !== undefined) await (await loadProvider('embedded')).stop(engine, 0)
  await rm(home, { recursive: true, force: true })
}
