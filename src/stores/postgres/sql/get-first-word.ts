import { tokenizeSql } from './tokenize-sql.js'

/** The first keyword of a statement in upper case; undefined if there is none. */
export function getFirstWord(text: string): string | undefined {
  for (const { kind, text: word } of tokenizeSql(text)) {
    if (kind === 'word') return word.toUpperCase()
    if (kind !== 'blank' && kind !== 'comment' && word !== '(') return undefined
  }
  return undefined
}
