import { listUnrecorded } from '../../contracts/compare-schemas.js'
import type { Queryable } from '../client/queryable.js'
import { readSchemaRecord } from '../migrations/postgres-history.js'
import { readSchema } from '../migrations/read-schema.js'
import { CHECKPOINT_TABLE } from './postgres-checkpoints.js'

/** Tables with rows that an empty stack has too: the migration history, and the offsets of consumers, of an event log without events. */
const IGNORED_TABLES = `c.relnamespace::regnamespace::text = 'homemanager_ledger' OR c.oid = to_regclass('platform.consumer_offsets')`

const LIST_TABLES = `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_toast%'
  AND NOT (${IGNORED_TABLES})`

/** Other databases have data of others; forks are databases too. */
const HAS_OTHER_DATA = `SELECT EXISTS (SELECT FROM pg_database WHERE NOT datistemplate AND datname NOT IN ('postgres', current_database()))
  OR EXISTS (SELECT FROM pg_largeobject_metadata) AS found`

/** Whether no table of the cluster has a row, and the schema is as migrations have made it: a dataset that is copied has nothing else. */
export async function isEmpty(client: Queryable): Promise<boolean> {
  const record = await readSchemaRecord(client)
  const unrecorded = listUnrecorded(record?.objects ?? [], await readSchema(client))
  if (unrecorded.some((name) => name !== CHECKPOINT_TABLE)) return false
  const others = await client.query<{ found: boolean }>(HAS_OTHER_DATA)
  if (others.rows[0]?.found !== false) return false
  const { rows: tables } = await client.query<{ name: string }>(LIST_TABLES)
  if (tables.length === 0) return true
  const found = tables.map(({ name }) => `EXISTS (SELECT FROM ONLY ${name})`).join(' OR ')
  const { rows } = await client.query<{ found: boolean }>(`SELECT ${found} AS found`)
  return rows[0]?.found === false
}
