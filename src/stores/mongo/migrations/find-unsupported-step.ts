import type { Document } from 'mongodb'
import type { HomeError } from '../../../core/home-error.js'
import type { MigrationStep, UnsupportedStep } from '../../contracts/migration-store.js'
import type { MongoStore } from '../client/mongo-store.js'
import type { MongoAction } from './mongo-action.js'
import { findMongoDataEffects } from './mongo-data-effects.js'
import { hasValidator, type ValidatorChange } from './set-validator.js'
import { commandUnsupported, validatorUnsupported } from './unsupported-steps.js'

/** Finds the first step that the embedded engine cannot perform. Other servers have all commands. Read-only. */
export async function findUnsupportedStep(
  store: MongoStore,
  steps: readonly MigrationStep<MongoAction>[],
): Promise<UnsupportedStep<MongoAction> | undefined> {
  if (!steps.some(({ action }) => 'setValidator' in action || 'command' in action)) return undefined
  const commands = await readEmbeddedCommands(store)
  if (commands === undefined) return undefined
  for (const [index, step] of steps.entries()) {
    const error = await findProblem(store, commands, step, steps.slice(0, index))
    if (error !== undefined) return { step, error }
  }
  return undefined
}

/** The commands of the embedded engine in lower case; `undefined` for any other server. */
async function readEmbeddedCommands({ db }: MongoStore): Promise<ReadonlySet<string> | undefined> {
  const { modules } = await db.command({ buildInfo: 1 })
  if (!Array.isArray(modules) || !modules.includes('embedded')) return undefined
  const { commands } = await db.command({ listCommands: 1 })
  // Aliases, which are not listed, differ only in case.
  return new Set(Object.keys(commands as Document).map((name) => name.toLowerCase()))
}

async function findProblem(
  store: MongoStore,
  commands: ReadonlySet<string>,
  { action }: MigrationStep<MongoAction>,
  earlier: readonly MigrationStep<MongoAction>[],
): Promise<HomeError | undefined> {
  if ('command' in action) {
    const [name = ''] = Object.keys(action.command)
    return commands.has(name.toLowerCase()) ? undefined : commandUnsupported(name)
  }
  if (!('setValidator' in action) || commands.has('collmod')) return undefined
  const { collection } = action.setValidator
  if (earlier.some((step) => mayEmpty(step.action, collection))) return undefined
  return (await needsValidator(store, action.setValidator)) ? validatorUnsupported(collection) : undefined
}

/** Whether a step may remove all documents of the collection. */
function mayEmpty(action: MongoAction, collection: string): boolean {
  return findMongoDataEffects(action).some(
    (found) => found.effect !== 'changes' && (found.collection ?? collection) === collection,
  )
}

/** Whether the collection has documents and another validator. */
async function needsValidator(store: MongoStore, change: ValidatorChange): Promise<boolean> {
  const first = await store.db.collection(change.collection).findOne()
  return first !== null && !(await hasValidator(store, change))
}
