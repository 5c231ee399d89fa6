/** Add-ons: Redis, a cache that the services share, and PgBouncer, a connection pooler. */
export const ADDON_NAMES = ['redis', 'pgbouncer'] as const
export type AddonName = (typeof ADDON_NAMES)[number]
