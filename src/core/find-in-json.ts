const TOKEN = /"(?:[^"\\]|\\.)*"|[^\s{}[\],:"]+|[{}[\]]/g

interface Member {
  /** The index of the token of the name, of an element that of the value. */
  readonly start: number
  readonly value: number
}

/**
 * The index in a valid JSON text at which a property, or an element of an array, begins; that of the last one on the way if it is
 * missing. Of the empty path, that of the value.
 */
export function findInJson(text: string, path: readonly (string | number)[]): number {
  const found = [...text.matchAll(TOKEN)]
  const tokens = found.map(([token]) => token)
  let [start, value] = [0, 0]
  for (const part of path) {
    const member = findMember(tokens, value, part)
    if (member === undefined) break
    ;({ start, value } = member)
  }
  return found[start]?.index ?? 0
}

/** A member of the object or array that opens at a token. */
function findMember(tokens: readonly string[], opening: number, part: string | number): Member | undefined {
  const isObject = tokens[opening] === '{'
  if (!isObject && tokens[opening] !== '[') return undefined
  const end = skipValue(tokens, opening) - 1
  for (let start = opening + 1, index = 0; start < end; index++) {
    const value = isObject ? start + 1 : start
    if (isObject ? JSON.parse(tokens[start] ?? '') === part : index === part) return { start, value }
    start = skipValue(tokens, value)
  }
  return undefined
}

/** The index of the token after a value. */
function skipValue(tokens: readonly string[], start: number): number {
  let depth = 0
  for (let at = start; at < tokens.length; at++) {
    const token = tokens[at] ?? ''
    if (token === '{' || token === '[') depth++
    if (token === '}' || token === ']') depth--
    if (depth === 0) return at + 1
  }
  return tokens.length
}
