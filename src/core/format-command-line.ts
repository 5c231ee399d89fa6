import { quoteForShell } from './quote-for-shell.js'

/** A command line that can be copied to a shell. Words are quoted where necessary. */
export function formatCommandLine(...words: readonly string[]): string {
  return words.map(quoteWord).join(' ')
}

function quoteWord(text: string): string {
  return /^[\w@%+=:,./#-]+$/.test(text) && !text.startsWith('#') ? text : quoteForShell(text)
}
