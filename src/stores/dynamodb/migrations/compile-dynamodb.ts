import { parseJson } from '../../../core/json.js'
import { type ActionCheck, compileSteps, parseContent, checkFields } from '../../contracts/compile-steps.js'
import type { Migration, MigrationSource } from '../../contracts/migration-store.js'
import type { DynamodbAction } from './dynamodb-action.js'

const INDEX_FIELDS = {
  name: 'string',
  partitionKey: 'string',
  'sortKey?': 'string',
  'projection?': 'any',
} as const

const ACTION_CHECKS: Readonly<Record<string, ActionCheck>> = {
  createTable: (value) =>
    checkFields({
      'table?': 'string',
      partitionKey: 'string',
      'sortKey?': 'string',
      'types?': 'object',
      'indexes?': 'array',
    })(value) ?? checkIndexes(value),
  deleteTable: checkFields({ 'table?': 'string' }),
  addIndex: checkFields({ ...INDEX_FIELDS, 'table?': 'string', 'types?': 'object' }),
  dropIndex: checkFields({ 'table?': 'string', name: 'string' }),
  timeToLive: checkFields({ 'table?': 'string', 'attribute?': 'string' }),
  statement: (value) =>
    typeof value === 'string' && value !== '' ? undefined : 'must be a PartiQL statement',
  run: (value) =>
    typeof value === 'function' ? undefined : 'must be a function, which only a module can define',
}

/** Compiles a DynamoDB migration: a JSON file or the export of a module. */
export function compileDynamodb(source: MigrationSource): Migration<DynamodbAction> {
  const content = parseContent(source, parsePlainJson)
  return compileSteps<DynamodbAction>(source, content, ACTION_CHECKS, (action) =>
    'run' in action ? String(action.run) : JSON.stringify(action, undefined, 2),
  )
}

function checkIndexes(value: unknown): string | undefined {
  const { indexes: list = [] } = value as { readonly indexes?: readonly unknown[] }
  for (const index of list) {
    const problem = checkFields(INDEX_FIELDS)(index)
    if (problem !== undefined) return `has an index that ${problem}`
  }
  return undefined
}

/** Also rejects a property that occurs twice. */
function parsePlainJson(text: string): unknown {
  parseJson(text)
  return JSON.parse(text)
}
