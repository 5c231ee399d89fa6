import type { MigrationStep } from '../migration-store.js'
import type { MongoAction } from './mongo-action.js'
import type { MongoStore } from './mongo-store.js'

/** What each step would make wait, refuse or lose, given what the collections hold now. Reads only. */
export function reviewMongo(
  store: MongoStore,
  steps: readonly MigrationStep<MongoAction>[],
): Promise<readonly (readonly string[])[]> {
  return Promise.all(
    steps.map(async ({ action }) => {
      if ('createIndexes' in action) {
        const { collection, indexes } = action.createIndexes
        const count = await store.db.collection(collection).estimatedDocumentCount()
        if (count === 0) return []
        const unique = indexes.filter((index) => index.unique).map(({ name }) => name)
        return [
          `builds ${indexes.map(({ name }) => name).join(', ')} over ${collection} (about ${count} documents)`,
          ...unique.map((name) => `${name} fails if documents of ${collection} are alike in its fields`),
        ]
      }
      if ('dropCollection' in action) {
        const { collection } = action.dropCollection
        const count = await store.db.collection(collection).estimatedDocumentCount()
        return count === 0 ? [] : [`deletes ${collection}, which holds data (about ${count} documents)`]
      }
      if ('dropIndexes' in action) {
        const { collection, names } = action.dropIndexes
        const count = await store.db.collection(collection).estimatedDocumentCount()
        return count === 0
          ? []
          : [`queries of ${collection} lose ${names.join(', ')} (about ${count} documents)`]
      }
      if ('setValidator' in action) {
        const { collection, validator } = action.setValidator
        const misfit = await store.db.collection(collection).findOne({ $nor: [validator] })
        if (misfit === null) return []
        return [`${collection} holds documents that the validator refuses, such as ${String(misfit._id)}`]
      }
      return 'run' in action ? ['runs code of its own, which a plan cannot look into'] : []
    }),
  )
}
