import { type Document, MongoError, MongoServerError } from 'mongodb'
import { endSentence } from '../../../core/end-sentence.js'
import { HomeError, type HomeErrorOptions } from '../../../core/home-error.js'
import { isRecord } from '../../../core/is-record.js'
import { runInThread } from '../../contracts/run-in-thread.js'
import { MIGRATION_STORE_ERRORS } from '../../contracts/migration-store-errors.js'
import type { MigrationStep, StepContext } from '../../contracts/migration-store.js'
import { StepRejectedError } from '../../contracts/step-rejected-error.js'
import type { MongoAction } from './mongo-action.js'
import type { MongoStore } from '../client/mongo-store.js'
import { RELAXED_WRITE_CONCERN } from '../client/relaxed-write-concern.js'
import { setValidator } from './set-validator.js'

const NAMESPACE_EXISTS = 48
const NAMESPACE_NOT_FOUND = 26
const INDEX_NOT_FOUND = 27

/** The command cannot be parsed: FailedToParse, CommandNotFound, a missing field and an unknown field. */
const UNREAD_COMMAND_CODES: ReadonlySet<number> = new Set([9, 59, 40_414, 40_415])

/** What is to be created is not valid: also BadValue, TypeMismatch, CannotCreateIndex, InvalidOptions and InvalidIndexSpecificationOption. */
const REJECTED_DEFINITION_CODES: ReadonlySet<number> = new Set([...UNREAD_COMMAND_CODES, 2, 14, 67, 72, 197])

/** Performs one action. Built-in actions are idempotent. */
export async function performMongoAction(
  store: MongoStore,
  step: MigrationStep<MongoAction>,
  context: StepContext,
): Promise<void> {
  const { db } = store
  const { action } = step
  const { signal } = context
  try {
    if ('createCollection' in action) await createCollection(store, action.createCollection)
    else if ('dropCollection' in action) await dropCollectionIfExists(store, action.dropCollection.collection)
    else if ('setValidator' in action) await setValidator(store, action.setValidator)
    else if ('createIndexes' in action) {
      const { collection, indexes } = action.createIndexes
      await db.command({ createIndexes: collection, indexes: [...indexes] })
    } else if ('dropIndexes' in action) {
      for (const name of action.dropIndexes.names) await dropIndex(store, action.dropIndexes.collection, name)
    } else if ('command' in action) {
      assertNoWriteErrors(step, await db.command(action.command, { signal }))
    } else await runInThread('mongo', store.endpoint, step, context)
  } catch (error) {
    throw error instanceof MongoError ? toStepError(step, error) : error
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
  options: { readonly collection: string; readonly validator?: Document },
): Promise<void> {
  const { collection, validator } = options
  try {
    await store.db.createCollection(collection, {
      writeConcern: RELAXED_WRITE_CONCERN,
      ...(validator === undefined ? {} : { validator }),
    })
  } catch (error) {
    if (getErrorCode(error) !== NAMESPACE_EXISTS) throw error
    // Created by an interrupted run or manually: only the validator must match.
    await setValidator(store, { collection, validator: validator ?? {} })
  }
}

async function dropCollectionIfExists(store: MongoStore, collection: string): Promise<void> {
  try {
    await store.db.dropCollection(collection)
  } catch (error) {
    if (getErrorCode(error) !== NAMESPACE_NOT_FOUND) throw error
  }
}

async function dropIndex(store: MongoStore, collection: string, name: string): Promise<void> {
  try {
    await store.db.command({ dropIndexes: collection, index: name })
  } catch (error) {
    const code = getErrorCode(error)
    if (code !== INDEX_NOT_FOUND && code !== NAMESPACE_NOT_FOUND) throw error
  }
}

function getErrorCode(error: unknown): number | undefined {
  return error instanceof MongoServerError && typeof error.code === 'number' ? error.code : undefined
}

export function toStepError(step: MigrationStep, error: MongoError): HomeError {
  const options: HomeErrorOptions = {
    message: `MongoDB returned an error in step "${step.name}": ${endSentence(error.message)}`,
    detail:
      error instanceof MongoServerError ? `${error['codeName'] ?? 'error'} (${error.code})` : error.name,
    suggestion: 'Correct the migration or the data, then run homemanager migrate again.',
    cause: error,
  }
  return isRejection(step, error)
    ? new StepRejectedError(options)
    : new HomeError(MIGRATION_STORE_ERRORS.MIGRATION_STEP_FAILED, options)
}

/** Only of an action that is a single request. User code, a validator and several indexes to drop may be several. */
function isRejection({ action }: MigrationStep, error: MongoError): boolean {
  const code = getErrorCode(error)
  if (code === undefined || !isRecord(action)) return false
  if ('command' in action) return UNREAD_COMMAND_CODES.has(code)
  return ('createCollection' in action || 'createIndexes' in action) && REJECTED_DEFINITION_CODES.has(code)
}
