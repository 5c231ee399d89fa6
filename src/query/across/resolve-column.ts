import type { ViewColumn } from '../../stores/contracts/view-reader.js'
import type { Occurrence } from './statement-needs.js'
import { getText, getTexts, type SyntaxNode } from './syntax-tree.js'

/** A table of a FROM clause: an occurrence of a view, or something else, whose columns are not known. */
export interface Source {
  readonly alias: string
  readonly occurrence?: Occurrence
  /** Whether rows may be left out that the conditions of WHERE exclude. */
  readonly filtered: boolean
}

export interface Scope {
  readonly sources: readonly Source[]
  readonly outer: Scope | undefined
}

/** A column of a view, where it was found. */
export interface FoundColumn {
  readonly source: Source & { readonly occurrence: Occurrence }
  readonly column: ViewColumn
  readonly local: boolean
}

/** The column that a reference names. The innermost scope that has it counts; a name in two tables is ambiguous. */
export function resolveColumn(
  node: SyntaxNode,
  scope: Scope,
  joined?: ReadonlySet<Occurrence>,
): FoundColumn | undefined {
  if (getText(node, 'type') !== 'COLUMN_REF') return undefined
  const names = getTexts(node, 'column_names').map((name) => name.toLowerCase())
  if (names.length > 2) return undefined
  const [qualifier, name] = names.length === 2 ? names : [undefined, names[0]]
  if (name === undefined) return undefined
  for (let current: Scope | undefined = scope; current !== undefined; current = current.outer) {
    const local = current === scope
    if (qualifier !== undefined) {
      const named = current.sources.filter(({ alias }) => alias === qualifier)
      if (named.length > 0) return named.length === 1 ? toFound(named[0], name, local) : undefined
      // A column with fields of this name is not resolved.
      if (current.sources.some((source) => source.occurrence === undefined || findColumn(source, qualifier)))
        return undefined
      continue
    }
    if (current.sources.some(({ occurrence }) => occurrence === undefined)) return undefined
    const found = current.sources.filter(
      (source) =>
        findColumn(source, name) !== undefined &&
        (joined === undefined || (source.occurrence !== undefined && joined.has(source.occurrence))),
    )
    if (found.length > 0) return found.length === 1 ? toFound(found[0], name, local) : undefined
  }
  return undefined
}

export function toFound(source: Source | undefined, name: string, local: boolean): FoundColumn | undefined {
  if (source?.occurrence === undefined) return undefined
  const column = findColumn(source, name)
  return column === undefined
    ? undefined
    : { source: { ...source, occurrence: source.occurrence }, column, local }
}

export function findColumn({ occurrence }: Source, name: string): ViewColumn | undefined {
  return occurrence?.view.columns.find((each) => each.name === name.toLowerCase())
}
