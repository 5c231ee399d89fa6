import { quoteForShell } from '../../core/quote-for-shell.js'
import { EJSON } from 'bson'

/** A value in mongosh's syntax. */
export function formatMongoshValue(value: object): string {
  return EJSON.stringify(value).replaceAll(/\{"\$date":("[^"]+")\}/g, 'ISODate($1)')
}

/** A command line that can be copied to a shell. Words are quoted where necessary. */
export function formatCommandLine(...words: readonly string[]): string {
  return words.map(quoteWord).join(' ')
}

function quoteWord(text: string): string {
  return /^[\w@%+=:,./#-]+$/.test(text) && !text.startsWith('#') ? text : quoteForShell(text)
}
