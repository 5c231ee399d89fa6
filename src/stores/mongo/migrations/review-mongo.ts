import type { MigrationStep } from '../../contracts/migration-store.js'
import { type StepWarning, UNKNOWN_CODE } from '../../contracts/step-warning.js'
import type { MongoAction } from './mongo-action.js'
import type { MongoStore } from '../client/mongo-store.js'
import { findMongoDataEffects, findRename, type MongoDataEffect } from './mongo-data-effects.js'

/** Collections that steps have renamed: their names in the database by their new ones; `undefined` for a former name. */
type Renamed = Map<string, string | undefined>

/** Returns warnings per step: what it would block, reject, delete or change given the current data. Read-only. */
export async function reviewMongo(
  store: MongoStore,
  steps: readonly MigrationStep<MongoAction>[],
): Promise<readonly (readonly StepWarning[])[]> {
  const warnings: (readonly StepWarning[])[] = []
  const renamed: Renamed = new Map()
  for (const { action } of steps) {
    const found: StepWarning[] = (await reviewSchema(store, action)).map((text) => ({ text }))
    for (const effect of findMongoDataEffects(action))
      found.push(...(await describeEffect(store, renamed, effect)))
    warnings.push(found)
    const rename = findRename(action)
    if (rename === undefined) continue
    renamed.set(rename.to, toOrigin(renamed, rename.from))
    renamed.set(rename.from, undefined)
  }
  return warnings
}

function toOrigin(renamed: Renamed, collection: string): string | undefined {
  return renamed.has(collection) ? renamed.get(collection) : collection
}

async function reviewSchema(store: MongoStore, action: MongoAction): Promise<readonly string[]> {
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
  return []
}

async function describeEffect(
  store: MongoStore,
  renamed: Renamed,
  { effect, collection, whole = false }: MongoDataEffect,
): Promise<readonly StepWarning[]> {
  if (collection === undefined) {
    if (!(await hasDocuments(store))) return []
    if (effect === 'unknown') return [UNKNOWN_CODE]
    const verb = effect === 'deletes' ? 'deletes' : 'changes'
    return [{ text: whole ? `${verb} all documents` : `${verb} documents`, effect }]
  }
  const origin = toOrigin(renamed, collection)
  const count = origin === undefined ? 0 : await store.db.collection(origin).estimatedDocumentCount()
  if (count === 0) return []
  const name = origin === collection ? collection : `${collection} (formerly ${origin})`
  const documents = `about ${count} documents`
  if (effect === 'changes') return [{ text: `changes documents of ${name} (${documents})`, effect }]
  const text = whole
    ? `deletes ${name}, which contains data (${documents})`
    : `deletes documents of ${name} (${documents})`
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
