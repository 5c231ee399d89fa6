import type { DataEffect } from '../../contracts/step-warning.js'
import type { DynamodbAction } from './dynamodb-action.js'
import { readStatement } from './read-statement.js'

/** What a step does to items, without knowing the database. */
export interface DynamodbDataEffect {
  readonly effect: DataEffect
  /** Absent if it is not known, or the default table. */
  readonly table?: string
  /** The table itself is deleted. */
  readonly whole?: boolean
}

/** Finds which items a step deletes or changes. Pure. */
export function findDynamodbDataEffects(action: DynamodbAction): readonly DynamodbDataEffect[] {
  if ('deleteTable' in action) return [{ effect: 'deletes', whole: true, ...action.deleteTable }]
  if ('statement' in action) return findStatementEffects(action.statement)
  return 'run' in action ? [{ effect: 'unknown' }] : []
}

function findStatementEffects(statement: string): readonly DynamodbDataEffect[] {
  const { verb, ...named } = readStatement(statement)
  if (verb === 'insert' || verb === 'select') return []
  if (verb === 'delete') return [{ effect: 'deletes', ...named }]
  return [verb === 'update' ? { effect: 'changes', ...named } : { effect: 'unknown' }]
}
