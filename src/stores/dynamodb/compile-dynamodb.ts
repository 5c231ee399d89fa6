import { type ActionCheck, compileSteps, contentOf, fields } from '../compile-steps.js'
import type { Migration, MigrationSource } from '../migration-store.js'
import type { DynamodbAction } from './dynamodb-action.js'

const INDEX = { name: 'text', partitionKey: 'text', 'sortKey?': 'text', 'projection?': 'any' } as const

const ACTIONS: Readonly<Record<string, ActionCheck>> = {
  createTable: (value) =>
    fields({
      'table?': 'text',
      partitionKey: 'text',
      'sortKey?': 'text',
      'types?': 'object',
      'indexes?': 'list',
    })(value) ?? indexes(value),
  deleteTable: fields({ 'table?': 'text' }),
  addIndex: fields({ ...INDEX, 'table?': 'text', 'types?': 'object' }),
  dropIndex: fields({ 'table?': 'text', name: 'text' }),
  timeToLive: fields({ 'table?': 'text', 'attribute?': 'text' }),
  statement: (value) =>
    typeof value === 'string' && value !== '' ? undefined : 'must be a PartiQL statement',
  run: (value) =>
    typeof value === 'function' ? undefined : 'must be a function, which only a module can have',
}

/** Makes steps of a DynamoDB migration: JSON, or a module's object. */
export function compileDynamodb(source: MigrationSource): Migration<DynamodbAction> {
  const content = contentOf(source, (text): unknown => JSON.parse(text))
  return compileSteps<DynamodbAction>(source, content, ACTIONS, (action) =>
    'run' in action ? String(action.run) : JSON.stringify(action, undefined, 2),
  )
}

function indexes(value: unknown): string | undefined {
  const { indexes: list = [] } = value as { readonly indexes?: readonly unknown[] }
  for (const index of list) {
    const complaint = fields(INDEX)(index)
    if (complaint !== undefined) return `has an index that ${complaint}`
  }
  return undefined
}
