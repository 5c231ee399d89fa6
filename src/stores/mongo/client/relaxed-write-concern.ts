import type { WriteConcernSettings } from 'mongodb'

/**
 * Write concern of data that only the running process uses or that can be restored. The journal preserves the order of
 * writes, so no step is durable before the entry written ahead of it. The outcome of a migration uses the default.
 */
export const RELAXED_WRITE_CONCERN: WriteConcernSettings = { w: 'majority', journal: false }
