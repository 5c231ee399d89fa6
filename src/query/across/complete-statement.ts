import { guessStore } from './guess-store.js'
import type { StatementNames, TableNames } from './statement-names.js'

/** Where the last word of a text begins, and what it can become. */
export interface Completion {
  readonly start: number
  readonly candidates: readonly string[]
}

/** Completes what is entered as a store, or `all`, and a statement: the store, a table or view, or a column of one. */
export function completeStatement(names: StatementNames, entered: string): Completion {
  const word = /[\w.]*$/.exec(entered)?.[0] ?? ''
  const before = entered.slice(0, entered.length - word.length)
  const [, store = ''] = /^\s*(\w+)\s/.exec(before) ?? []
  if (before.trim() === '') return select(entered, word, [...Object.keys(names), 'dynamodb'])
  const tables = findTables(names, store, entered)
  const [, table, column] = /^(\w+)\.(\w*)$/.exec(word) ?? []
  if (table !== undefined && column !== undefined)
    return select(entered, column, tables[findTable(tables, table, entered)] ?? [])
  const named = Object.keys(tables).filter((name) => new RegExp(`\\b${name}\\b`).test(before))
  return select(entered, word, [...Object.keys(tables), ...named.flatMap((name) => tables[name] ?? [])])
}

/** Requests to DynamoDB name no tables. */
function findTables(names: StatementNames, store: string, entered: string): TableNames {
  if (store === 'dynamodb') return {}
  const given = Object.entries(names).find(([name]) => name === store)?.[1] as TableNames | undefined
  return given ?? (guessStore(entered) === 'mongo' ? names.mongo : names.postgres)
}

/** The table with this name, or the one that has it as its alias: `users u`. */
function findTable(tables: TableNames, name: string, text: string): string {
  if (tables[name] !== undefined) return name
  const aliased = [...text.matchAll(new RegExp(`\\b(\\w+)\\s+(?:AS\\s+)?${name}\\b`, 'gi'))]
  return aliased.map(([, each = '']) => each).find((each) => tables[each] !== undefined) ?? name
}

function select(entered: string, word: string, candidates: readonly string[]): Completion {
  const matching = candidates.filter((each) => each.startsWith(word) && each !== word)
  return { start: entered.length - word.length, candidates: [...new Set(matching)].toSorted() }
}
