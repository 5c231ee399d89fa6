/** In the environment of Studio in the background: it ends when this file names another process, or is removed. */
export const STUDIO_RECORD_VARIABLE = 'HOMEMANAGER_STUDIO_RECORD'
