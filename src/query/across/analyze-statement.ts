import type { JsonValue } from '../../core/json.js'
import { listConjuncts, listKept, listOccurrences } from './join-sides.js'
import { listUsedColumns } from './list-used-columns.js'
import { readCondition } from './read-condition.js'
import {
  findColumn,
  type FoundColumn,
  resolveColumn,
  type Scope,
  type Source,
  toFound,
} from './resolve-column.js'
import type { Occurrence, StatementNeeds } from './statement-needs.js'
import { forEachNode, getNode, getNodes, getText, getTexts, isNode, type SyntaxNode } from './syntax-tree.js'
import type { SqlView } from './views.js'

/**
 * Finds which records a statement needs, from its syntax tree. Only what certainly excludes a record is used: conditions that
 * all must hold, of a table whose rows an outer join does not keep. DuckDB applies all conditions again.
 */
export function analyzeStatement(
  tree: SyntaxNode,
  views: ReadonlyMap<string, SqlView>,
  values: ReadonlyMap<string, JsonValue>,
): StatementNeeds {
  const occurrences = new Map<SyntaxNode, Occurrence>()
  const scopes = new Map<SyntaxNode, Scope>()

  /** The tables of a FROM clause. Below the optional side of an outer join, WHERE must not exclude rows. */
  const listSources = (node: SyntaxNode, filtered: boolean, ctes: ReadonlySet<string>): readonly Source[] => {
    const type = getText(node, 'type')
    if (type === 'JOIN') {
      const kind = getText(node, 'join_type')
      const left = getNode(node, 'left')
      const right = getNode(node, 'right')
      const isPlain = ['REGULAR', 'CROSS'].includes(getText(node, 'ref_type'))
      const keepsLeft = isPlain && ['INNER', 'SEMI', 'LEFT', 'ANTI', 'MARK', 'SINGLE'].includes(kind)
      const keepsRight = isPlain && ['INNER', 'RIGHT'].includes(kind)
      return [
        ...(left === undefined ? [] : listSources(left, filtered && keepsLeft, ctes)),
        ...(right === undefined ? [] : listSources(right, filtered && keepsRight, ctes)),
      ]
    }
    const name = getText(node, 'table_name').toLowerCase()
    const alias = (getText(node, 'alias') || name).toLowerCase()
    const view = type === 'BASE_TABLE' && !ctes.has(name) ? views.get(name) : undefined
    // Renamed columns and samples are read as a whole.
    if (view === undefined || getTexts(node, 'column_name_alias').length > 0 || isNode(node['sample']))
      return type === 'EMPTY' ? [] : [{ alias, filtered }]
    const occurrence: Occurrence = { view, conditions: [], links: [] }
    occurrences.set(node, occurrence)
    return [{ alias, occurrence, filtered }]
  }

  const visitSelect = (node: SyntaxNode, outer: Scope | undefined, ctes: ReadonlySet<string>): void => {
    const from = getNode(node, 'from_table')
    const scope: Scope = { sources: from === undefined ? [] : listSources(from, true, ctes), outer }
    scopes.set(node, scope)
    if (from !== undefined) addJoinConditions(from, scope)
    for (const each of listConjuncts(getNode(node, 'where_clause'))) addCondition(each, scope, 'where')
  }

  /** The conditions of ON also hold for all rows that an inner join returns, and for the optional side of an outer join. */
  const addJoinConditions = (node: SyntaxNode, scope: Scope): void => {
    if (getText(node, 'type') !== 'JOIN') return
    const [left, right] = [getNode(node, 'left'), getNode(node, 'right')]
    // Such a join pairs rows by their position or order.
    if (['POSITIONAL', 'ASOF'].includes(getText(node, 'ref_type'))) return
    for (const each of [left, right]) if (each !== undefined) addJoinConditions(each, scope)
    const kind = getText(node, 'join_type')
    if (left === undefined || right === undefined || !['REGULAR'].includes(getText(node, 'ref_type'))) return
    const within = (side: SyntaxNode): ReadonlySet<Occurrence> => listOccurrences(side, occurrences)
    const [ofLeft, ofRight] = [within(left), within(right)]
    const reducible = new Set<Occurrence>([
      ...(['INNER', 'SEMI', 'RIGHT'].includes(kind) ? ofLeft : []),
      ...(['INNER', 'SEMI', 'LEFT', 'ANTI'].includes(kind) ? ofRight : []),
    ])
    // What an outer join inside of this one keeps must stay.
    const kept = new Set([...listKept(left, occurrences), ...listKept(right, occurrences)])
    for (const each of kept) reducible.delete(each)
    const joined = new Set([...ofLeft, ...ofRight])
    for (const each of listConjuncts(getNode(node, 'condition'))) addCondition(each, scope, reducible, joined)
    for (const name of getTexts(node, 'using_columns')) {
      const find = (side: ReadonlySet<Occurrence>): FoundColumn | undefined => {
        const found = scope.sources.filter(
          (source) =>
            source.occurrence !== undefined && side.has(source.occurrence) && findColumn(source, name),
        )
        // With USING, a name can be in several tables of a side.
        return found.length === 1 ? toFound(found[0], name, true) : undefined
      }
      link(find(ofLeft), find(ofRight), reducible)
    }
  }

  const addCondition = (
    node: SyntaxNode,
    scope: Scope,
    reducible: ReadonlySet<Occurrence> | 'where',
    joined?: ReadonlySet<Occurrence>,
  ): void => {
    const resolve = (column: SyntaxNode | undefined): FoundColumn | undefined =>
      column === undefined ? undefined : resolveColumn(column, scope, joined)
    const type = getText(node, 'type')
    if (type === 'COMPARE_EQUAL') {
      const [left, right] = [resolve(getNode(node, 'left')), resolve(getNode(node, 'right'))]
      if (left !== undefined && right !== undefined) {
        link(left, right, reducible)
        return
      }
      for (const [column, other] of [
        [left, getNode(node, 'right')],
        [right, getNode(node, 'left')],
      ] as const)
        if (getText(other ?? {}, 'subquery_type') === 'SCALAR') linkToSubquery(column, other ?? {}, reducible)
    }
    if (getText(node, 'subquery_type') === 'ANY' && getText(node, 'comparison_type') === 'COMPARE_EQUAL') {
      linkToSubquery(resolve(getNode(node, 'child')), node, reducible)
      return
    }
    const found = readCondition(node, values)
    if (found === undefined) return
    const target = resolve(found.node)
    if (target === undefined || !isReducible(target, reducible)) return
    const condition = found.toCondition(target.column)
    if (condition !== undefined) target.source.occurrence.conditions.push(condition)
  }

  /** `x IN (SELECT y FROM …)`, where y is a column of a view. */
  const pendingSubqueries: (() => void)[] = []
  const linkToSubquery = (
    target: FoundColumn | undefined,
    node: SyntaxNode,
    reducible: ReadonlySet<Occurrence> | 'where',
  ): void => {
    const select = getNode(getNode(node, 'subquery') ?? {}, 'node')
    const [column] = select === undefined ? [] : getNodes(select, 'select_list')
    if (target === undefined || select === undefined || column === undefined) return
    pendingSubqueries.push(() => {
      const scope = scopes.get(select)
      const from = scope === undefined ? undefined : resolveColumn(column, scope)
      // NULL from an outer join is equal to nothing.
      if (from !== undefined && from.local) addLink(target, from, reducible)
    })
  }

  const link = (
    left: FoundColumn | undefined,
    right: FoundColumn | undefined,
    reducible: ReadonlySet<Occurrence> | 'where',
  ): void => {
    if (left === undefined || right === undefined) return
    addLink(left, right, reducible)
    addLink(right, left, reducible)
  }

  const addLink = (
    target: FoundColumn,
    from: FoundColumn,
    reducible: ReadonlySet<Occurrence> | 'where',
  ): void => {
    const isKey = target.column.type === 'UUID' && from.column.type === 'UUID'
    if (!isKey || !isReducible(target, reducible) || target.source.occurrence === from.source.occurrence)
      return
    target.source.occurrence.links.push({
      column: target.column,
      from: from.source.occurrence.view,
      fromColumn: from.column,
    })
  }

  const isReducible = (
    { source, local }: FoundColumn,
    reducible: ReadonlySet<Occurrence> | 'where',
  ): boolean => local && (reducible === 'where' ? source.filtered : reducible.has(source.occurrence))

  const visit = (value: unknown, outer: Scope | undefined, ctes: ReadonlySet<string>): void => {
    if (Array.isArray(value)) {
      for (const each of value) visit(each, outer, ctes)
      return
    }
    if (!isNode(value)) return
    const names = getNodes(getNode(value, 'cte_map') ?? {}, 'map').map((each) =>
      getText(each, 'key').toLowerCase(),
    )
    const known = names.length === 0 ? ctes : new Set([...ctes, ...names])
    let scope = outer
    if (getText(value, 'type') === 'SELECT_NODE') {
      visitSelect(value, outer, known)
      scope = scopes.get(value)
    }
    for (const each of Object.values(value)) visit(each, scope, known)
  }
  visit(tree, undefined, new Set())
  for (const each of pendingSubqueries) each()

  // Wherever else a view is named, all its records are needed.
  const all: Occurrence[] = [...occurrences.values()]
  forEachNode(tree, (node) => {
    const isTable = getText(node, 'type') === 'BASE_TABLE' || getText(node, 'type') === 'SHOW_REF'
    const view = isTable ? views.get(getText(node, 'table_name').toLowerCase()) : undefined
    if (view !== undefined && !occurrences.has(node)) all.push({ view, conditions: [], links: [] })
    // Functions that take the name of a table, or a query, as a string.
    if (/^query(?:_table)?$/i.test(getText(node, 'function_name')))
      for (const each of views.values()) all.push({ view: each, conditions: [], links: [] })
  })
  return { occurrences: all, columns: listUsedColumns(tree, all) }
}
