import type { Client, Pool } from 'pg'

/**
 * How far a replica lags behind, in milliseconds: the age of the last transaction that it has applied, else the
 * time since it was started, or 0 once it has applied
 * all that it has received. Null if it cannot tell.
 */
export async function readReplicaLag(replica: Pool | Client): Promise<number | null> {
  const { rows } = await replica.query<{ lag: number | null }>(`
    SELECT CASE
      WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0
      ELSE extract(epoch FROM clock_timestamp() - coalesce(pg_last_xact_replay_timestamp(), pg_postmaster_start_time())) * 1000
    END::float8 AS lag`)
  const lag = rows[0]?.lag ?? null
  return lag === null ? null : Math.max(0, Math.round(lag))
}
