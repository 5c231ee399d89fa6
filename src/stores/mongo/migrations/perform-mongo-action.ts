import { type Document, MongoError, MongoServerError } from 'mongodb'
import { endSentence } from '../../../core/end-sentence.js'
import { HomeError } from '../../../core/home-error.js'
import { isRecord } from '../../../core/is-record.js'
import { runInThread } from '../../contracts/run-in-thread.js'
import { MIGRATION_STORE_ERRORS } from '../../contracts/migration-store-errors.js'
import type { MigrationStep, StepContext } from '../../contracts/migration-store.js'
import { StepChanges } from '../../contracts/step-changes.js'
import type { MongoAction } from './mongo-action.js'
import type { MongoStore } from '../client/mongo-store.js'
import { RELAXED_WRITE_CONCERN } from '../client/relaxed-write-concern.js'
import { getErrorCode, isRejectedCommand, isRejectedDefinition } from './rejected-commands.js'
import { hasValidator, setValidator } from './set-validator.js'

const NAMESPACE_EXISTS = 48
const NAMESPACE_NOT_FOUND = 26
const INDEX_NOT_FOUND = 27

/** Performs one action. Built-in actions are idempotent. */
export async function performMongoAction(
  store: MongoStore,
  step: MigrationStep<MongoAction>,
  context: StepContext,
): Promise<void> {
  const { db } = store
  const { action } = step
  const { signal, resumed } = context
  const changes = new StepChanges(isRejectedDefinition)
  try {
    if ('createCollection' in action)
      await createCollection(store, { ...action.createCollection, resumed }, changes)
    else if ('dropCollection' in action)
      await dropCollectionIfExists(store, action.dropCollection.collection, changes)
    else if ('setValidator' in action) await setValidator(store, action.setValidator, changes)
    else if ('createIndexes' in action) {
      const { collection, indexes } = action.createIndexes
      await changes.send(() => db.command({ createIndexes: collection, indexes: [...indexes] }))
    } else if ('dropIndexes' in action) {
      for (const name of action.dropIndexes.names)
        await dropIndex(store, action.dropIndexes.collection, name, changes)
    } else if ('command' in action) {
      const { command } = action
      const reply = await changes.send(
        () => db.command(command, { signal }),
        (error) => isRejectedCommand(command, error),
      )
      assertNoWriteErrors(step, reply)
    } else
      await changes.send(
        () => runInThread('mongo', store.endpoint, step, context),
        () => false,
      )
  } catch (error) {
    throw changes.toStepError(error instanceof MongoError ? toStepError(step, error) : error)
  }
}

/** A write command succeeds although some of its writes failed: they are in its reply. */
function assertNoWriteErrors(step: MigrationStep<MongoAction>, reply: Document): void {
  const writeErrors: unknown = reply['writeErrors']
  const errors: readonly Document[] = Array.isArray(writeErrors) ? writeErrors : []
  const concern: unknown = reply['writeConcernError']
  const first = errors[0] ?? (isRecord(concern) ? concern : undefined)
  if (first === undefined) return
  throw new HomeError(MIGRATION_STORE_ERRORS.MIGRATION_STEP_FAILED, {
    message: `MongoDB reported errors for the command of step "${step.name}": ${endSentence(String(first['errmsg']))}`,
    detail:
      errors.length === 0
        ? 'The writes were not acknowledged as their write concern requires.'
        : `${errors.length} of its writes failed; the first is write ${first['index']}, code ${first['code']}.`,
    suggestion: 'Correct the migration or the data, then run homemanager migrate again.',
  })
}

async function createCollection(
  store: MongoStore,
  options: { readonly collection: string; readonly validator?: Document; readonly resumed: boolean },
  changes: StepChanges,
): Promise<void> {
  const { collection, validator, resumed } = options
  try {
    await changes.send(() =>
      store.db.createCollection(collection, {
        writeConcern: RELAXED_WRITE_CONCERN,
        ...(validator === undefined ? {} : { validator }),
      }),
    )
  } catch (error) {
    if (getErrorCode(error) !== NAMESPACE_EXISTS) throw error
    // Created by an interrupted run or manually: only the validator must match.
    if (validator !== undefined) await setValidator(store, { collection, validator }, changes)
    // A later step of an interrupted run may have set it.
    else if (!resumed && !(await hasValidator(store, { collection, validator: {} })))
      throw collectionDiffers(collection)
  }
}

function collectionDiffers(collection: string): HomeError {
  return new HomeError(MIGRATION_STORE_ERRORS.MIGRATION_STEP_FAILED, {
    message: `The collection ${collection} already exists, with another validator.`,
    suggestion:
      'Give createCollection that validator, or use setValidator to change it; then run homemanager migrate again.',
  })
}

async function dropCollectionIfExists(
  store: MongoStore,
  collection: string,
  changes: StepChanges,
): Promise<void> {
  try {
    await changes.send(() => store.db.dropCollection(collection))
  } catch (error) {
    if (getErrorCode(error) !== NAMESPACE_NOT_FOUND) throw error
  }
}

async function dropIndex(
  store: MongoStore,
  collection: string,
  name: string,
  changes: StepChanges,
): Promise<void> {
  try {
    await changes.send(() => store.db.command({ dropIndexes: collection, index: name }))
  } catch (error) {
    const code = getErrorCode(error)
    if (code !== INDEX_NOT_FOUND && code !== NAMESPACE_NOT_FOUND) throw error
  }
}

/** Converts an error of the driver or the server to a HomeError. */
export function toStepError({ name }: MigrationStep, error: MongoError): HomeError {
  return new HomeError(MIGRATION_STORE_ERRORS.MIGRATION_STEP_FAILED, {
    message: `MongoDB returned an error in step "${name}": ${endSentence(error.message)}`,
    detail:
      error instanceof MongoServerError ? `${error['codeName'] ?? 'error'} (${error.code})` : error.name,
    suggestion: 'Correct the migration or the data, then run homemanager migrate again.',
    cause: error,
  })
}
