/** A token of SQL or PartiQL. `index` is its position in the text. */
export interface SqlToken {
  readonly kind: 'blank' | 'literal' | 'parameter' | 'word' | 'punctuation'
  readonly text: string
  readonly index: number
}

/** See "Lexical Structure" in the PostgreSQL documentation. Only `E'…'` strings have backslash escapes. */
const SQL_TOKEN_PATTERNS: readonly (readonly [SqlToken['kind'], RegExp])[] = [
  ['blank', /\s+|--[^\n]*/y],
  [
    'literal',
    /[eE]'(?:[^'\\]|''|\\[^])*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$([\p{L}_][\p{L}\p{N}_]*)?\$[^]*?\$\1\$/uy,
  ],
  // A cast is two colons; what follows is not a parameter.
  ['punctuation', /::/y],
  ['parameter', /:[A-Za-z_]\w*/y],
  ['word', /[\p{L}_][\p{L}\p{N}_$]*|\d[\w.]*/uy],
  ['punctuation', /[^]/uy],
]

/** Splits a statement into tokens, so that words and parameters in strings and comments are ignored. */
export function* tokenizeSql(text: string): Generator<SqlToken> {
  for (let index = 0; index < text.length;) {
    const token = matchBlockComment(text, index) ?? matchSqlToken(text, index)
    yield token
    index += token.text.length
  }
}

/** The first keyword of a statement in upper case; undefined if there is none. */
export function getFirstWord(text: string): string | undefined {
  for (const { kind, text: word } of tokenizeSql(text)) {
    if (kind === 'word') return word.toUpperCase()
    if (kind !== 'blank' && word !== '(') return undefined
  }
  return undefined
}

/** Block comments nest, so a regular expression cannot skip them reliably and could skip a statement. */
function matchBlockComment(text: string, index: number): SqlToken | undefined {
  if (!text.startsWith('/*', index)) return undefined
  let depth = 1
  let end = index + 2
  while (depth > 0 && end < text.length) {
    if (text.startsWith('/*', end)) depth++
    else if (text.startsWith('*/', end)) depth--
    else {
      end++
      continue
    }
    end += 2
  }
  return { kind: 'blank', text: text.slice(index, end), index }
}

function matchSqlToken(text: string, index: number): SqlToken {
  for (const [kind, pattern] of SQL_TOKEN_PATTERNS) {
    pattern.lastIndex = index
    const found = pattern.exec(text)?.[0]
    if (found !== undefined) return { kind, text: found, index }
  }
  throw new RangeError(`No token at ${index}`)
}
