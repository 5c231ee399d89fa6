import { join } from 'node:path'
import { isRecord } from '../../core/is-record.js'
import { readJsonFile } from '../../core/read-json-file.js'
import { saveOptionalFile } from './optional-file.js'

/** A statement that was run in `inspect`. `store` is `all` for SQL across the stores. */
export interface RanStatement {
  readonly store: string
  readonly text: string
}

export const STATEMENTS_FILE = 'statements.json'
const MAX_STATEMENTS = 100

/** The statements that were run on this project, the latest first. */
export function readStatements(home: string): readonly RanStatement[] {
  const value = readJsonFile(join(home, STATEMENTS_FILE))
  return Array.isArray(value) ? value.filter(isStatement) : []
}

/** Adds a statement as the latest one. It may contain secrets: only the user can read the file. */
export function recordStatement(home: string, { store, text }: RanStatement): void {
  const others = readStatements(home).filter((each) => each.store !== store || each.text !== text)
  saveOptionalFile(join(home, STATEMENTS_FILE), [{ store, text }, ...others].slice(0, MAX_STATEMENTS))
}

function isStatement(value: unknown): value is RanStatement {
  return isRecord(value) && typeof value['store'] === 'string' && typeof value['text'] === 'string'
}
