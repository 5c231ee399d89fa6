import type { SeedCheckpoint } from '../../contracts/data-store.js'
import type { Queryable } from '../client/queryable.js'

/** How far datasets are loaded. */
export const CHECKPOINT_TABLE = 'platform.seeded_worlds'

/**
 * Creates the table before the first dataset is seeded; it is not part of the migrated schema. Takes an advisory lock,
 * since concurrent CREATE TABLE IF NOT EXISTS statements can conflict.
 */
const CREATE_CHECKPOINT_TABLE = `SELECT pg_advisory_xact_lock(hashtext('platform.seeded_worlds'));
CREATE TABLE IF NOT EXISTS platform.seeded_worlds (
  world text PRIMARY KEY, profile text NOT NULL, content text NOT NULL, seed bigint NOT NULL, generator integer NOT NULL,
  done integer NOT NULL, families integer NOT NULL)`

const UPSERT_CHECKPOINT = `INSERT INTO platform.seeded_worlds (world, profile, content, seed, generator, done, families)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (world) DO UPDATE SET done = GREATEST(seeded_worlds.done, EXCLUDED.done), families = EXCLUDED.families`

export async function readCheckpoints(client: Queryable): Promise<readonly SeedCheckpoint[]> {
  const { rows: found } = await client.query<{ name: string | null }>(
    `SELECT to_regclass('platform.seeded_worlds')::text AS name`,
  )
  if (found[0]?.name == null) return []
  const { rows } = await client.query<SeedCheckpoint>(
    'SELECT world, profile, content, seed::float8 AS seed, generator, done, families FROM platform.seeded_worlds ORDER BY world',
  )
  return rows
}

/**
 * Whether another run has already loaded this batch: a concurrent one, or one that was killed after its commit. Locks
 * the row until the transaction ends.
 */
export async function isCheckpointReached(
  client: Queryable,
  { world: dataset, done }: SeedCheckpoint,
): Promise<boolean> {
  const { rows } = await client.query<{ done: number }>(
    'SELECT done FROM platform.seeded_worlds WHERE world = $1 FOR UPDATE',
    [dataset],
  )
  return (rows[0]?.done ?? 0) >= done
}

export async function writeCheckpoint(client: Queryable, checkpoint: SeedCheckpoint): Promise<void> {
  const { world: dataset, profile, content, seed, generator, done, families } = checkpoint
  await client.query(UPSERT_CHECKPOINT, [dataset, profile, content, seed, generator, done, families])
}

export async function createCheckpointTable(client: Queryable): Promise<void> {
  await client.query(CREATE_CHECKPOINT_TABLE)
}

export async function deleteCheckpoint(client: Queryable, dataset: string): Promise<void> {
  await client.query('DELETE FROM platform.seeded_worlds WHERE world = $1', [dataset])
}
