import { isDeepStrictEqual } from 'node:util'
import { type Document, MongoServerError } from 'mongodb'
import { HomeError } from '../../../core/home-error.js'
import { MIGRATION_STORE_ERRORS } from '../../contracts/migration-store-errors.js'
import type { MongoStore } from '../client/mongo-store.js'
import { RELAXED_WRITE_CONCERN } from '../client/relaxed-write-concern.js'
import type { StepChanges } from '../../contracts/step-changes.js'
import { validatorUnsupported } from './unsupported-steps.js'

const COMMAND_NOT_FOUND = 59

export interface ValidatorChange {
  readonly collection: string
  readonly validator: Document
}

/** Sets the validator of an existing collection. */
export async function setValidator(
  store: MongoStore,
  change: ValidatorChange,
  changes: StepChanges,
): Promise<void> {
  const { collection, validator } = change
  if (await hasValidator(store, change)) return
  try {
    await changes.send(() => store.db.command({ collMod: collection, validator }))
  } catch (error) {
    if (!(error instanceof MongoServerError) || error.code !== COMMAND_NOT_FOUND) throw error
    await replaceEmptyCollection(store, change, changes)
  }
}

/** Whether the collection exists and has this validator already. */
export async function hasValidator(
  store: MongoStore,
  { collection, validator }: ValidatorChange,
): Promise<boolean> {
  const options = await readOptions(store, collection)
  return options !== undefined && isDeepStrictEqual(options['validator'] ?? {}, validator)
}

/**
 * The embedded engine has no `collMod`. A collection without documents is replaced by one with the validator and the same options and
 * indexes; the rename is atomic, so that an interrupted run leaves the old collection.
 */
async function replaceEmptyCollection(
  store: MongoStore,
  { collection, validator }: ValidatorChange,
  changes: StepChanges,
): Promise<void> {
  const { db, client } = store
  const options = await readOptions(store, collection)
  if (options === undefined) throw collectionMissing(collection)
  const hasDocuments = async (): Promise<boolean> => (await db.collection(collection).findOne()) !== null
  if (await hasDocuments()) throw validatorUnsupported(collection)
  const replacement = `homemanager_new_${collection}`
  await db.dropCollection(replacement)
  const { validator: _old, uuid: _uuid, ...others } = options
  await changes.send(() =>
    db.createCollection(replacement, { ...others, validator, writeConcern: RELAXED_WRITE_CONCERN }),
  )
  const indexes = (await db.collection(collection).listIndexes().toArray()).filter(
    ({ name }) => name !== '_id_',
  )
  if (indexes.length > 0) await db.command({ createIndexes: replacement, indexes })
  if (await hasDocuments()) {
    await db.dropCollection(replacement)
    throw validatorUnsupported(collection)
  }
  await client.db('admin').command({
    renameCollection: `${db.databaseName}.${replacement}`,
    to: `${db.databaseName}.${collection}`,
    dropTarget: true,
  })
}

function collectionMissing(collection: string): HomeError {
  return new HomeError(MIGRATION_STORE_ERRORS.MIGRATION_STEP_FAILED, {
    message: `The validator of ${collection} cannot be set: the collection does not exist.`,
    suggestion: 'Create it first with createCollection, which can have the validator.',
  })
}

/** The options of a collection; `undefined` if it does not exist. */
async function readOptions({ db }: MongoStore, collection: string): Promise<Document | undefined> {
  const [found] = await db.listCollections({ name: collection }, { nameOnly: false }).toArray()
  return found && ('options' in found ? (found['options'] ?? {}) : {})
}
