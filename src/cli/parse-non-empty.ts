import { invalidValueError } from './usage-error.js'

/** Returns a parser of text that must not be empty, as `"$ID"` of an unset variable is. `what` is what is expected: `an ID`. */
export function parseNonEmpty(what: string): (text: string, subject: string) => string {
  return (text, subject) => {
    if (text.trim() !== '') return text
    throw invalidValueError(subject, text, what)
  }
}
