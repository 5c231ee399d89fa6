import { formatCount } from '../../../core/format-count.js'
import type { MigrationStep, ReviewOptions } from '../../contracts/migration-store.js'
import { type StepWarning, UNKNOWN_CODE } from '../../contracts/step-warning.js'
import type { MongoAction } from './mongo-action.js'
import type { MongoStore } from '../client/mongo-store.js'
import { findMissingCollections } from './find-missing-collections.js'
import { findMongoDataEffects, type MongoDataEffect } from './mongo-data-effects.js'

/** Returns warnings per step: what it would block, reject, delete or change given the current data. Read-only. */
export async function reviewMongo(
  store: MongoStore,
  steps: readonly MigrationStep<MongoAction>[],
  { effectsOnly = false }: ReviewOptions = {},
): Promise<readonly (readonly StepWarning[])[]> {
  const missing = effectsOnly ? [] : await findMissingCollections(store, steps)
  return Promise.all(
    steps.map(async ({ action }, index) => {
      const collection = missing[index]
      if (collection !== undefined)
        return [{ text: `fails: there is no collection ${collection}`, fails: true }]
      const texts = effectsOnly ? [] : await reviewSchema(store, action)
      const effects = await Promise.all(
        findMongoDataEffects(action).map(async (effect) => describeEffect(store, effect)),
      )
      return [...texts.map((text) => ({ text })), ...effects.flat()]
    }),
  )
}

async function reviewSchema(store: MongoStore, action: MongoAction): Promise<readonly string[]> {
  if ('createIndexes' in action) {
    const { collection, indexes } = action.createIndexes
    const count = await store.db.collection(collection).estimatedDocumentCount()
    if (count === 0) return []
    const unique = indexes.filter((index) => index.unique).map(({ name }) => name)
    return [
      `builds ${indexes.map(({ name }) => name).join(', ')} on ${collection} (about ${formatCount(count, 'document')})`,
      ...unique.map((name) => `${name} fails if ${collection} contains duplicate keys`),
    ]
  }
  if ('dropIndexes' in action) {
    const { collection, names } = action.dropIndexes
    const count = await store.db.collection(collection).estimatedDocumentCount()
    return count === 0
      ? []
      : [
          `queries of ${collection} can no longer use ${names.join(', ')} (about ${formatCount(count, 'document')})`,
        ]
  }
  if ('setValidator' in action) {
    const { collection, validator } = action.setValidator
    const invalid = await store.db.collection(collection).findOne({ $nor: [validator] })
    if (invalid === null) return []
    return [`${collection} contains documents that the validator rejects, such as ${String(invalid._id)}`]
  }
  return []
}

async function describeEffect(
  store: MongoStore,
  { effect, collection, whole = false }: MongoDataEffect,
): Promise<readonly StepWarning[]> {
  if (collection === undefined) {
    if (!(await hasDocuments(store))) return []
    if (effect === 'unknown') return [UNKNOWN_CODE]
    const verb = effect === 'deletes' ? 'deletes' : 'changes'
    return [{ text: whole ? `${verb} all documents` : `${verb} documents`, effect }]
  }
  const count = await store.db.collection(collection).estimatedDocumentCount()
  if (count === 0) return []
  const documents = `about ${formatCount(count, 'document')}`
  if (effect === 'changes') return [{ text: `changes documents of ${collection} (${documents})`, effect }]
  const text = whole
    ? `deletes ${collection}, which contains data (${documents})`
    : `deletes documents of ${collection} (${documents})`
  return [{ text, effect }]
}

/** Whether a collection has documents, except those of the migrator. */
async function hasDocuments({ db }: MongoStore): Promise<boolean> {
  for (const { name } of await db.listCollections({}, { nameOnly: true }).toArray()) {
    if (name.startsWith('homemanager_') || name.startsWith('system.')) continue
    if ((await db.collection(name).estimatedDocumentCount()) > 0) return true
  }
  return false
}
