/** A token of PartiQL. `index` is its position in the text. */
export interface PartiqlToken {
  readonly kind: 'blank' | 'comment' | 'quoted' | 'parameter' | 'word' | 'punctuation'
  readonly text: string
  readonly index: number
}

/**
 * The lexical structure of PartiQL (PartiQL specification, "Lexical Structure"). Other than in SQL, strings have no backslash
 * escapes and no dollar quotes, comments do not nest, backquotes enclose Ion values, and colons separate names from values.
 */
const PARTIQL_TOKEN_PATTERNS: readonly (readonly [PartiqlToken['kind'], RegExp])[] = [
  ['blank', /\s+/y],
  ['comment', /--[^\n\r]*|\/\*[^]*?(?:\*\/|$)/y],
  ['quoted', /'[^']*(?:''[^']*)*'?|"[^"]*(?:""[^"]*)*"?|`[^`]*`?/y],
  ['parameter', /:[A-Za-z_]\w*/y],
  ['word', /[\p{L}_$][\p{L}\p{N}_$]*|\d[\w.]*/uy],
  ['punctuation', /[^]/uy],
]

/** Splits a statement into tokens. In `{'name': value}` the colon after a name does not start a parameter. */
export function* tokenizePartiql(text: string): Generator<PartiqlToken> {
  const open: string[] = []
  /** The last two tokens that are neither blank nor a comment. */
  let [previous, last]: readonly (PartiqlToken | undefined)[] = []
  for (let index = 0; index < text.length;) {
    const isAfterName =
      open.at(-1) === '{' && last?.kind === 'quoted' && (previous?.text === '{' || previous?.text === ',')
    const token: PartiqlToken =
      isAfterName && text[index] === ':'
        ? { kind: 'punctuation', text: ':', index }
        : matchPartiqlToken(text, index)
    yield token
    index += token.text.length
    if (token.kind === 'blank' || token.kind === 'comment') continue
    if (token.kind === 'punctuation' && '([{'.includes(token.text)) open.push(token.text)
    if (token.kind === 'punctuation' && ')]}'.includes(token.text)) open.pop()
    previous = last
    last = token
  }
}

function matchPartiqlToken(text: string, index: number): PartiqlToken {
  for (const [kind, pattern] of PARTIQL_TOKEN_PATTERNS) {
    pattern.lastIndex = index
    const found = pattern.exec(text)?.[0]
    if (found !== undefined) return { kind, text: found, index }
  }
  throw new RangeError(`No token at ${index}`)
}
