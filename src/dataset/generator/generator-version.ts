/**
 * Raised whenever the same seed and profile would give other records. Fingerprints of the shipped profiles are held by
 * a test for each version; data that another version seeded is recognised and not mixed with this one's.
 */
export const GENERATOR_VERSION = 1
