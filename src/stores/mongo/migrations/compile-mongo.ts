import { EJSON, type Long } from 'bson'
import { isRecord } from '../../../core/is-record.js'
import type { ActionCheck, ActionProblem } from '../../contracts/action-check.js'
import { checkFields } from '../../contracts/action-fields.js'
import { compileSteps, parseContent } from '../../contracts/compile-steps.js'
import type { Migration, MigrationSource } from '../../contracts/migration-store.js'
import { getBsonType } from '../extended-json/format-extended-json.js'
import { parseExtendedJson } from '../extended-json/parse-extended-json.js'
import { MONGO_ACTION_FIELDS } from './mongo-action-fields.js'
import type { MongoAction } from './mongo-action.js'

/** MongoDB runs them against its admin database only (`adminOnly` in the reply of `listCommands`), not against that of the stack. */
export const ADMIN_COMMANDS: ReadonlySet<string> = new Set([
  'bulkWrite',
  'currentOp',
  'enableSharding',
  'fsync',
  'fsyncUnlock',
  'getParameter',
  'killOp',
  'listDatabases',
  'renameCollection',
  'setFeatureCompatibilityVersion',
  'setParameter',
  'shardCollection',
])

const { createCollection, dropCollection, setValidator, createIndexes, dropIndexes } = MONGO_ACTION_FIELDS

const ACTION_CHECKS: Readonly<Record<string, ActionCheck>> = {
  createCollection: checkFields(createCollection),
  dropCollection: checkFields(dropCollection),
  setValidator: checkFields(setValidator),
  createIndexes: checkFields(createIndexes),
  dropIndexes: checkFields(dropIndexes),
  command: (value) => (isRecord(value) ? checkCommand(value) : { text: 'must be an object' }),
  run: (value) =>
    typeof value === 'function' ? undefined : { text: 'must be a function, which only a module can define' },
}

/** Compiles a MongoDB migration: an extended JSON file or the export of a module. */
export function compileMongo(source: MigrationSource): Migration<MongoAction> {
  const content = parseContent(source, parseExtendedJson)
  return compileSteps<MongoAction>(source, content, ACTION_CHECKS, (action) =>
    'run' in action
      ? String(action.run)
      : EJSON.stringify(withExactLongs(action), undefined, 2, { relaxed: true }),
  )
}

function checkCommand(command: object): ActionProblem | undefined {
  const [name] = Object.keys(command)
  if (name === undefined) return { text: 'must have a command, such as { "delete": "notes", … }' }
  if (!ADMIN_COMMANDS.has(name)) return undefined
  const hint =
    name === 'renameCollection' ? `; call db.collection('a').rename('b') in the "run" step of a module` : ''
  return { text: `is ${name}, which MongoDB runs against the admin database only${hint}`, path: [name] }
}

/** Relaxed Extended JSON would round 64-bit integers. */
function withExactLongs(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withExactLongs)
  const type = getBsonType(value)
  if (type === 'Long') {
    const text = (value as Long).toString()
    return Number.isSafeInteger(Number(text)) ? value : { $numberLong: text }
  }
  if (type !== undefined || typeof value !== 'object' || value === null || value instanceof Date) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withExactLongs(each)]))
}
