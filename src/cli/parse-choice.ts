import { invalidValueError } from './usage-error.js'

/** Returns a parser that accepts only `choices`. A variadic option or argument collects its values. */
export function parseChoice(
  subject: string,
  choices: readonly string[],
  variadic: boolean,
): (text: string, previous: unknown) => unknown {
  return (text, previous) => {
    if (!choices.includes(text)) throw invalidValueError(subject, text, choices)
    if (!variadic) return text
    return [...(Array.isArray(previous) ? (previous as unknown[]) : []), text]
  }
}
