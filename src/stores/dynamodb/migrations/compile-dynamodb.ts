import { parseJson } from '../../../core/json.js'
import type { ActionCheck } from '../../contracts/action-check.js'
import { checkFields } from '../../contracts/action-fields.js'
import { compileSteps, parseContent } from '../../contracts/compile-steps.js'
import type { Migration, MigrationSource } from '../../contracts/migration-store.js'
import { DYNAMODB_ACTION_FIELDS } from './dynamodb-action-fields.js'
import type { DynamodbAction } from './dynamodb-action.js'

const { createTable, deleteTable, addIndex, dropIndex, timeToLive } = DYNAMODB_ACTION_FIELDS

const ACTION_CHECKS: Readonly<Record<string, ActionCheck>> = {
  createTable: checkFields(createTable),
  deleteTable: checkFields(deleteTable),
  addIndex: checkFields(addIndex),
  dropIndex: checkFields(dropIndex),
  timeToLive: checkFields(timeToLive),
  statement: (value) =>
    typeof value === 'string' && value.trim() !== '' ? undefined : { text: 'must be a PartiQL statement' },
  run: (value) =>
    typeof value === 'function' ? undefined : { text: 'must be a function, which only a module can define' },
}

/** Compiles a DynamoDB migration: a JSON file or the export of a module. */
export function compileDynamodb(source: MigrationSource): Migration<DynamodbAction> {
  const content = parseContent(source, parsePlainJson)
  return compileSteps<DynamodbAction>(source, content, ACTION_CHECKS, (action) =>
    'run' in action ? String(action.run) : JSON.stringify(action, undefined, 2),
  )
}

/** Also rejects a property that occurs twice. */
function parsePlainJson(text: string): unknown {
  parseJson(text)
  return JSON.parse(text)
}
