import type { ResultRow } from '../stores/contracts/query.js'
import type { Cell } from './row-layouts.js'

/** The names in the rows, in the order in which they occur, after those that the statement selects. */
export function listNames(rows: readonly ResultRow[], selected: readonly string[] = []): readonly string[] {
  return [...new Set([...selected, ...rows.flatMap((row) => row.names)])]
}

/** Reads SQL rows by position, because all have the same columns, and items and documents by name. */
export function createCellReader(
  all: readonly string[],
  columns: readonly string[],
  byPosition: boolean,
  onUnlistedColumn?: (name: string) => void,
): (row: ResultRow) => readonly Cell[] {
  if (byPosition) {
    // Two columns may have the same name.
    const indexes = columns === all ? columns.map((_, i) => i) : columns.map((name) => all.indexOf(name))
    return (row) => indexes.map((index) => row.text(index))
  }
  const known = new Set(all)
  return (row) => {
    const indexes = new Map(row.names.map((name, i) => [name, i]))
    for (const name of row.names) {
      if (known.has(name)) continue
      known.add(name)
      onUnlistedColumn?.(name)
    }
    return columns.map((column) => {
      const index = indexes.get(column)
      return index === undefined ? undefined : row.text(index)
    })
  }
}
