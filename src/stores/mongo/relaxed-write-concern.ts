import type { WriteConcernSettings } from 'mongodb'

/**
 * For what is of use while its process lives, or can be found again: the journal keeps the order of what it holds, so
 * that no step outlives the entry before it, and the outcome of a migration waits for all.
 */
export const RELAXED_WRITE_CONCERN: WriteConcernSettings = { w: 'majority', journal: false }
