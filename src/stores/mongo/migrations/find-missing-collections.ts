import type { MigrationStep } from '../../contracts/migration-store.js'
import type { MongoStore } from '../client/mongo-store.js'
import type { MongoAction } from './mongo-action.js'

/**
 * Per step, the collection of which it sets the validator, if that is neither in the database nor created by a step before it. Every
 * other step creates what is missing, or does nothing. After a command or code, nothing is known.
 */
export async function findMissingCollections(
  { db }: MongoStore,
  steps: readonly MigrationStep<MongoAction>[],
): Promise<readonly (string | undefined)[]> {
  if (!steps.some(({ action }) => 'setValidator' in action)) return []
  const found = await db.listCollections({}, { nameOnly: true }).toArray()
  const existing = new Set(found.map(({ name }) => name))
  let isUncertain = false
  return steps.map(({ action }) => {
    if ('createCollection' in action) existing.add(action.createCollection.collection)
    if ('createIndexes' in action) existing.add(action.createIndexes.collection)
    if ('dropCollection' in action) existing.delete(action.dropCollection.collection)
    if ('run' in action || 'command' in action) isUncertain = true
    if (isUncertain || !('setValidator' in action)) return undefined
    const { collection } = action.setValidator
    return existing.has(collection) ? undefined : collection
  })
}
