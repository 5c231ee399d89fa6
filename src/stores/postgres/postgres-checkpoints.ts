import type pg from 'pg'
import type { SeedCheckpoint } from '../data-store.js'

/**
 * Made when the first world is seeded; the schema of the product does without it. One transaction with a lock, since two
 * IF NOT EXISTS at the same moment collide.
 */
const CREATE_CHECKPOINT_TABLE = `SELECT pg_advisory_xact_lock(hashtext('platform.seeded_worlds'));
CREATE TABLE IF NOT EXISTS platform.seeded_worlds (
  world text PRIMARY KEY, profile text NOT NULL, content text NOT NULL, seed bigint NOT NULL, generator integer NOT NULL,
  done integer NOT NULL, families integer NOT NULL)`

const UPSERT_CHECKPOINT = `INSERT INTO platform.seeded_worlds (world, profile, content, seed, generator, done, families)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (world) DO UPDATE SET done = GREATEST(seeded_worlds.done, EXCLUDED.done), families = EXCLUDED.families`

type PostgresClient = Pick<pg.ClientBase, 'query'> | pg.Pool

export async function readCheckpoints(client: PostgresClient): Promise<readonly SeedCheckpoint[]> {
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
 * Whether another run brought the world so far already: one that runs at the same time, or whose last commit arrived after
 * it was killed. Until the transaction ends nobody else passes here.
 */
export async function isCheckpointReached(
  client: PostgresClient,
  { world: dataset, done }: SeedCheckpoint,
): Promise<boolean> {
  const { rows } = await client.query<{ done: number }>(
    'SELECT done FROM platform.seeded_worlds WHERE world = $1 FOR UPDATE',
    [dataset],
  )
  return (rows[0]?.done ?? 0) >= done
}

export async function writeCheckpoint(client: PostgresClient, checkpoint: SeedCheckpoint): Promise<void> {
  const { world: dataset, profile, content, seed, generator, done, families } = checkpoint
  await client.query(UPSERT_CHECKPOINT, [dataset, profile, content, seed, generator, done, families])
}

export async function createCheckpointTable(client: PostgresClient): Promise<void> {
  await client.query(CREATE_CHECKPOINT_TABLE)
}

export async function deleteCheckpoint(client: PostgresClient, dataset: string): Promise<void> {
  await client.query('DELETE FROM platform.seeded_worlds WHERE world = $1', [dataset])
}
