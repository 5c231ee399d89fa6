/** How far datasets are loaded. */
export const CHECKPOINT_COLLECTION = 'seeded_worlds'
