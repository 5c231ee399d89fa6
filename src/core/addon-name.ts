/** Add-ons: Redis, a cache that the services share; PgBouncer, a connection pooler; a replica of PostgreSQL for reads. */
export const ADDON_NAMES = ['redis', 'pgbouncer', 'postgres-replica'] as const
export type AddonName = (typeof ADDON_NAMES)[number]

/** The port of each add-on, unless another one is configured. */
export const ADDON_PORTS: Readonly<Record<AddonName, number>> = {
  redis: 6379,
  pgbouncer: 6432,
  'postgres-replica': 5433,
}
