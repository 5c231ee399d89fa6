/** A node of the syntax tree that `json_serialize_sql` returns. Which fields there are depends on its type. */
export type SyntaxNode = Readonly<Record<string, unknown>>

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function getNode(node: SyntaxNode, name: string): SyntaxNode | undefined {
  const value = node[name]
  return isNode(value) ? value : undefined
}

export function getNodes(node: SyntaxNode, name: string): readonly SyntaxNode[] {
  const value = node[name]
  return Array.isArray(value) ? value.filter(isNode) : []
}

export function getTexts(node: SyntaxNode, name: string): readonly string[] {
  const value = node[name]
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []
}

export function getText(node: SyntaxNode, name: string): string {
  const value = node[name]
  return typeof value === 'string' ? value : ''
}

/** Calls `visit` for the node and all nodes in it. */
export function forEachNode(value: unknown, visit: (node: SyntaxNode) => void): void {
  if (Array.isArray(value)) {
    for (const each of value) forEachNode(each, visit)
  } else if (isNode(value)) {
    visit(value)
    for (const each of Object.values(value)) forEachNode(each, visit)
  }
}
