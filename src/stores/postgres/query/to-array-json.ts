/**
 * Converts an array in PostgreSQL's text format ("Array Input and Output Syntax" in the manual) to JSON; further dimensions are lists in
 * the list. Undefined if its indexes do not start at 1, which JSON cannot represent.
 */
export function toArrayJson(text: string, toElementJson: (element: string) => string): string | undefined {
  if (!text.startsWith('{')) return undefined
  let json = ''
  for (const [token, brace, quoted, plain] of text.matchAll(ARRAY_TOKEN)) {
    if (brace !== undefined) json += brace === '{' ? '[' : brace === '}' ? ']' : brace
    else if (quoted !== undefined) json += toElementJson(quoted.replaceAll(/\\([^])/g, '$1'))
    else json += token === 'NULL' ? 'null' : toElementJson(plain ?? '')
  }
  return json
}

/** The delimiter is a comma for all types but `box`. */
const ARRAY_TOKEN = /([{},])|"((?:[^"\\]|\\[^])*)"|([^{},"]+)/g
