import type { Occurrence } from './statement-needs.js'
import { getNode, getNodes, getText, type SyntaxNode } from './syntax-tree.js'

/** The conditions that all must hold. */
export function listConjuncts(node: SyntaxNode | undefined): readonly SyntaxNode[] {
  if (node === undefined) return []
  if (getText(node, 'type') !== 'CONJUNCTION_AND') return [node]
  return getNodes(node, 'children').flatMap(listConjuncts)
}

export function listOccurrences(
  node: SyntaxNode,
  occurrences: ReadonlyMap<SyntaxNode, Occurrence>,
): ReadonlySet<Occurrence> {
  if (getText(node, 'type') === 'JOIN') {
    const sides = [getNode(node, 'left'), getNode(node, 'right')].filter((each) => each !== undefined)
    return new Set(sides.flatMap((side) => [...listOccurrences(side, occurrences)]))
  }
  const found = occurrences.get(node)
  return new Set(found === undefined ? [] : [found])
}

/**
 * The occurrences on the optional side of an outer join: leaving out one of their rows would make a row with NULL, and a
 * condition further up may hold for that.
 */
export function listKept(
  node: SyntaxNode,
  occurrences: ReadonlyMap<SyntaxNode, Occurrence>,
): ReadonlySet<Occurrence> {
  if (getText(node, 'type') !== 'JOIN') return new Set()
  const kind = getText(node, 'join_type')
  const [left, right] = [getNode(node, 'left'), getNode(node, 'right')]
  if (left === undefined || right === undefined) return new Set()
  return new Set([
    ...listKept(left, occurrences),
    ...listKept(right, occurrences),
    ...(['INNER', 'SEMI', 'LEFT', 'ANTI'].includes(kind) ? [] : listOccurrences(left, occurrences)),
    ...(['INNER', 'RIGHT'].includes(kind) ? [] : listOccurrences(right, occurrences)),
  ])
}
