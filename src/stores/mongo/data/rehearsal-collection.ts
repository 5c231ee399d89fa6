/** Before the time in milliseconds, a random ID and the name of the collection whose rules it has. */
export const REHEARSAL_PREFIX = 'homemanager_rehearsal_'

/** Whether it is the collection of a rehearsal, also of another command: it is dropped within moments, and no part of the data. */
export function isRehearsal({ name }: { readonly name?: unknown }): boolean {
  return typeof name === 'string' && name.startsWith(REHEARSAL_PREFIX)
}
