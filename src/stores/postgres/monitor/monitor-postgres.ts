import type { StoreMetric, StoreMonitor } from '../../contracts/store-metrics.js'
import { readReplicaLag } from '../client/read-replica-lag.js'
import type { PostgresStore } from '../client/postgres-store.js'

/** A statement that runs longer is slow, in seconds. */
const SLOW_SECONDS = 1

/**
 * One row with everything, so that a scrape needs one connection. Sessions of other roles are hidden without pg_read_all_stats. The
 * sender of a replica is always active.
 */
const METRICS_SQL = `
SELECT
  (SELECT json_object_agg(state, n) FROM (
    SELECT coalesce(state, 'background') AS state, count(*) AS n FROM pg_stat_activity GROUP BY 1) c) AS connections,
  current_setting('max_connections')::int AS "maxConnections",
  (SELECT json_object_agg(mode, n) FROM (
    SELECT mode, count(*) AS n FROM pg_locks WHERE granted GROUP BY 1) l) AS locks,
  (SELECT count(*) FROM pg_locks WHERE NOT granted)::int AS "waitingLocks",
  d.blks_hit::float8 AS hits, d.blks_read::float8 AS reads, d.deadlocks::float8 AS deadlocks,
  d.xact_commit::float8 AS commits, d.xact_rollback::float8 AS rollbacks,
  pg_database_size(d.datid)::float8 AS size,
  (SELECT count(*) FROM pg_stat_activity
    WHERE state = 'active' AND backend_type = 'client backend' AND pid <> pg_backend_pid() AND now() - query_start > $1 * interval '1 second')::int AS "slowStatements",
  (SELECT coalesce(max(extract(epoch FROM now() - xact_start)), 0) FROM pg_stat_activity
    WHERE state <> 'idle' AND pid <> pg_backend_pid() AND backend_type = 'client backend')::float8 AS "longestTransaction",
  (SELECT count(*) FROM pg_stat_replication)::int AS replicas,
  (SELECT coalesce(max(extract(epoch FROM replay_lag)), 0) FROM pg_stat_replication)::float8 AS lag
FROM pg_stat_database d WHERE d.datname = current_database()`

interface Row {
  readonly connections: Readonly<Record<string, number>> | null
  readonly locks: Readonly<Record<string, number>> | null
  readonly [name: string]: unknown
}

/** Connections, locks, the cache, slow statements and replication, from PostgreSQL's statistics. */
export function monitorPostgres({ pool, reader }: PostgresStore): StoreMonitor {
  return {
    async read() {
      const [{ rows }, lagMs] = await Promise.all([
        pool.query<Row>(METRICS_SQL, [SLOW_SECONDS]),
        reader === undefined ? undefined : readReplicaLag(reader).catch(() => null),
      ])
      const metrics = rows[0] === undefined ? [] : toMetrics(rows[0])
      // Of a replica that does not respond, the lag is unknown.
      const lag = typeof lagMs === 'number' ? [{ value: lagMs / 1000 }] : []
      return [
        ...metrics,
        {
          name: 'postgres_replica_lag_seconds',
          help: 'How far the replica for reads lags behind.',
          values: lag,
        },
      ]
    },
    [Symbol.dispose]() {},
  }
}

function toMetrics(row: Row): readonly StoreMetric[] {
  const get = (name: string): number => Number(row[name] ?? 0)
  const metric = (name: string, help: string, value: number): StoreMetric => ({
    name: `postgres_${name}`,
    help,
    values: [{ value }],
  })
  const byLabel = (
    name: string,
    help: string,
    label: string,
    counts: Readonly<Record<string, number>> | null,
  ): StoreMetric => ({
    name: `postgres_${name}`,
    help,
    values: Object.entries(counts ?? {}).map(([each, value]) => ({ labels: { [label]: each }, value })),
  })
  return [
    byLabel('connections', 'Connections of PostgreSQL by state.', 'state', row.connections),
    metric('max_connections', 'Maximum number of connections.', get('maxConnections')),
    byLabel('locks', 'Granted locks by mode.', 'mode', row.locks),
    metric('locks_waiting', 'Locks that a session waits for.', get('waitingLocks')),
    metric('deadlocks_total', 'Deadlocks in the database.', get('deadlocks')),
    metric('block_hits_total', 'Blocks that were found in shared buffers.', get('hits')),
    metric('block_reads_total', 'Blocks that were not, and were read from files.', get('reads')),
    metric('commits_total', 'Committed transactions.', get('commits')),
    metric('rollbacks_total', 'Transactions that were rolled back.', get('rollbacks')),
    metric('size_bytes', 'Size of the database.', get('size')),
    metric(
      'slow_statements',
      `Statements that have been running for more than ${SLOW_SECONDS} s.`,
      get('slowStatements'),
    ),
    metric('longest_transaction_seconds', 'Age of the oldest open transaction.', get('longestTransaction')),
    metric('replicas', 'Connected streaming replicas.', get('replicas')),
    metric('replication_lag_seconds', 'Replay lag of the slowest replica; 0 without one.', get('lag')),
  ]
}
