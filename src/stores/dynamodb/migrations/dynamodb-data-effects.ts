import type { DataEffect } from '../../contracts/step-warning.js'
import { tokenizePartiql } from '../query/tokenize-partiql.js'
import type { DynamodbAction } from './dynamodb-action.js'

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

/** `DELETE FROM "table" …`, `UPDATE "table" …`. */
function findStatementEffects(statement: string): readonly DynamodbDataEffect[] {
  const tokens = [...tokenizePartiql(statement)].filter(({ kind }) => kind !== 'blank' && kind !== 'comment')
  const [verb, second] = tokens.map(({ text }) => text.toLowerCase())
  if (verb === 'insert' || verb === 'select') return []
  if (verb === 'delete' && second === 'from') return [{ effect: 'deletes', ...toTable(tokens[2]?.text) }]
  return verb === 'update' ? [{ effect: 'changes', ...toTable(tokens[1]?.text) }] : [{ effect: 'unknown' }]
}

function toTable(name: string | undefined): { readonly table?: string } {
  if (name === undefined) return {}
  return { table: name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name }
}
