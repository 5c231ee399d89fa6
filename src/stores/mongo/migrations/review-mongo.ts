import type { MigrationStep } from '../../contracts/migration-store.js'
import type { MongoAction } from './mongo-action.js'
import type { MongoStore } from '../client/mongo-store.js'

/** Returns warnings per step: what it would block, reject or delete given the current data. Read-only. */
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
          `builds ${indexes.map(({ name }) => name).join(', ')} on ${collection} (about ${count} documents)`,
          ...unique.map((name) => `${name} fails if ${collection} contains duplicate keys`),
        ]
      }
      if ('dropCollection' in action) {
        const { collection } = action.dropCollection
        const count = await store.db.collection(collection).estimatedDocumentCount()
        return count === 0 ? [] : [`deletes ${collection}, which contains data (about ${count} documents)`]
      }
      if ('dropIndexes' in action) {
        const { collection, names } = action.dropIndexes
        const count = await store.db.collection(collection).estimatedDocumentCount()
        return count === 0
          ? []
          : [`queries of ${collection} can no longer use ${names.join(', ')} (about ${count} documents)`]
      }
      if ('setValidator' in action) {
        const { collection, validator } = action.setValidator
        const invalid = await store.db.collection(collection).findOne({ $nor: [validator] })
        if (invalid === null) return []
        return [`${collection} contains documents that the validator rejects, such as ${String(invalid._id)}`]
      }
      return 'run' in action ? ['runs custom code, which a plan cannot analyze'] : []
    }),
  )
}
