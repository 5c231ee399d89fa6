/** A piece of SQL or PartiQL. `at` is its index in the text. */
export interface SqlToken {
  readonly kind: 'blank' | 'literal' | 'parameter' | 'word' | 'sign'
  readonly text: string
  readonly index: number
}

/** PostgreSQL manual, "Lexical Structure". `E'…'` has escapes by backslash, a plain string has not. */
const SQL_TOKEN_PATTERNS: readonly (readonly [SqlToken['kind'], RegExp])[] = [
  ['blank', /\s+|--[^\n]*/y],
  [
    'literal',
    /[eE]'(?:[^'\\]|''|\\[^])*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$([\p{L}_][\p{L}\p{N}_]*)?\$[^]*?\$\1\$/uy,
  ],
  // A cast is two colons; what follows them is no parameter.
  ['sign', /::/y],
  ['parameter', /:[A-Za-z_]\w*/y],
  ['word', /[\p{L}_][\p{L}\p{N}_$]*|\d[\w.]*/uy],
  ['sign', /[^]/uy],
]

/** Cuts a statement into tokens, so that nothing in a string or a comment is taken for a word or a parameter. */
export function* tokenizeSql(text: string): Generator<SqlToken> {
  for (let at = 0; at < text.length;) {
    const token = matchBlockComment(text, at) ?? matchSqlToken(text, at)
    yield token
    at += token.text.length
  }
}

/** The word that says what the statement does, in capitals; undefined where there is none. */
export function getFirstWord(text: string): string | undefined {
  for (const { kind, text: word } of tokenizeSql(text)) {
    if (kind === 'word') return word.toUpperCase()
    if (kind !== 'blank' && word !== '(') return undefined
  }
  return undefined
}

/** Block comments nest: a regular expression that seems to skip one can be led past a whole statement. */
function matchBlockComment(text: string, at: number): SqlToken | undefined {
  if (!text.startsWith('/*', at)) return undefined
  let depth = 1
  let end = at + 2
  while (depth > 0 && end < text.length) {
    if (text.startsWith('/*', end)) depth++
    else if (text.startsWith('*/', end)) depth--
    else {
      end++
      continue
    }
    end += 2
  }
  return { kind: 'blank', text: text.slice(at, end), index: at }
}

function matchSqlToken(text: string, at: number): SqlToken {
  for (const [kind, pattern] of SQL_TOKEN_PATTERNS) {
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0]
    if (found !== undefined) return { kind, text: found, index: at }
  }
  throw new RangeError(`no token at ${at}`)
}
