/**
 * Raised whenever the same seed and profile would give different records. A test checks the fingerprints of the shipped
 * profiles. Data that another version seeded is detected and not mixed with data of this version.
 */
export const GENERATOR_VERSION = 1
