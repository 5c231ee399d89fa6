import type { ViewColumn } from '../../stores/contracts/view-reader.js'
import type { Occurrence } from './statement-needs.js'
import { forEachNode, getText, getTexts, type SyntaxNode } from './syntax-tree.js'
import type { SqlView } from './views.js'

/** The columns whose names occur anywhere; all if there is a star, or something else that stands for all. */
export function listUsedColumns(
  tree: SyntaxNode,
  occurrences: readonly Occurrence[],
): ReadonlyMap<SqlView, readonly ViewColumn[]> {
  const names = new Set<string>()
  const tables = new Set<string>()
  const fields = new Set<string>()
  let all = false
  forEachNode(tree, (node) => {
    const type = getText(node, 'type')
    if (type === 'STAR' || type === 'SHOW_REF' || type === 'TABLE_FUNCTION' || type === 'PIVOT') all = true
    if (type === 'POSITIONAL_REFERENCE' || getText(node, 'ref_type') === 'NATURAL') all = true
    if (type === 'BASE_TABLE')
      tables.add((getText(node, 'alias') || getText(node, 'table_name')).toLowerCase())
    const path = getTexts(node, 'column_names')
    // The last of several names is the column, or all may be fields in it.
    if (path.length === 1 || path.length === 2) names.add(path.at(-1)?.toLowerCase() ?? '')
    if (path.length > 1) for (const each of path.slice(1)) fields.add(each.toLowerCase())
    if (path.length > 1 && path[0] !== undefined) fields.add(path[0].toLowerCase())
    for (const each of getTexts(node, 'using_columns')) names.add(each.toLowerCase())
  })
  // `SELECT t FROM todos t` is the whole row.
  if ([...names].some((name) => tables.has(name))) all = true
  return new Map(
    occurrences.map(({ view }) => [
      view,
      all ? view.columns : view.columns.filter(({ name }) => names.has(name) || fields.has(name)),
    ]),
  )
}
