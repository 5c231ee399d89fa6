import { type ActionCheck, compileSteps, parseContent, checkFields } from '../compile-steps.js'
import type { Migration, MigrationSource } from '../migration-store.js'
import type { DynamodbAction } from './dynamodb-action.js'

const INDEX_FIELDS = { name: 'text', partitionKey: 'text', 'sortKey?': 'text', 'projection?': 'any' } as const

const ACTION_CHECKS: Readonly<Record<string, ActionCheck>> = {
  createTable: (value) =>
    checkFields({
      'table?': 'text',
      partitionKey: 'text',
      'sortKey?': 'text',
      'types?': 'object',
      'indexes?': 'list',
    })(value) ?? checkIndexes(value),
  deleteTable: checkFields({ 'table?': 'text' }),
  addIndex: checkFields({ ...INDEX_FIELDS, 'table?': 'text', 'types?': 'object' }),
  dropIndex: checkFields({ 'table?': 'text', name: 'text' }),
  timeToLive: checkFields({ 'table?': 'text', 'attribute?': 'text' }),
  statement: (value) =>
    typeof value === 'string' && value !== '' ? undefined : 'must be a PartiQL statement',
  run: (value) =>
    typeof value === 'function' ? undefined : 'must be a function, which only a module can have',
}

/** Makes steps of a DynamoDB migration: JSON, or a module's object. */
export function compileDynamodb(source: MigrationSource): Migration<DynamodbAction> {
  const content = parseContent(source, (text): unknown => JSON.parse(text))
  return compileSteps<DynamodbAction>(source, content, ACTION_CHECKS, (action) =>
    'run' in action ? String(action.run) : JSON.stringify(action, undefined, 2),
  )
}

function checkIndexes(value: unknown): string | undefined {
  const { indexes: list = [] } = value as { readonly indexes?: readonly unknown[] }
  for (const index of list) {
    const complaint = checkFields(INDEX_FIELDS)(index)
    if (complaint !== undefined) return `has an index that ${complaint}`
  }
  return undefined
}
