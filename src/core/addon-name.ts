/** Add-ons: Redis, a cache that the services share; PgBouncer, a connection pooler; a replica of PostgreSQL for reads. */
export const ADDON_NAMES = ['redis', 'pgbouncer', 'postgres-replica'] as const
export type AddonName = (typeof ADDON_NAMES)[number]
