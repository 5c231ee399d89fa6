/** Optional parts of a stack: a shared cache (Redis), and pooled connections to PostgreSQL (PgBouncer). */
export const OPTIONAL_PARTS = ['cache', 'pooling'] as const
export type OptionalPart = (typeof OPTIONAL_PARTS)[number]

/** The program of each part, as the Compose file, the ports and people call it. */
export const PART_PROGRAMS = { cache: 'redis', pooling: 'pgbouncer' } as const
export type PartProgram = (typeof PART_PROGRAMS)[OptionalPart]
