import type { Condition, ViewColumn } from '../../stores/contracts/view-reader.js'
import type { SqlView } from './views.js'

/** One place in a statement where a view is read. */
export interface Occurrence {
  readonly view: SqlView
  /** What must hold for a row to be needed here. */
  readonly conditions: Condition[]
  /** A row is needed here only if the value of the column is one of the other column's. */
  readonly links: { readonly column: ViewColumn; readonly from: SqlView; readonly fromColumn: ViewColumn }[]
}

export interface StatementNeeds {
  readonly occurrences: readonly Occurrence[]
  /** The columns of each view that the statement may use. */
  readonly columns: ReadonlyMap<SqlView, readonly ViewColumn[]>
}
