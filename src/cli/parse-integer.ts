import { invalidValueError } from './usage-error.js'

/** Returns a parser for an option that takes an integer, such as `--limit 20`. */
export function parseInteger(
  option: string,
  min: number,
  max: number = Number.MAX_SAFE_INTEGER,
): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (/^\d+$/.test(text) && value >= min && value <= max) return value
    const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `between ${min} and ${max}`
    throw invalidValueError(option, text, `an integer ${range}`)
  }
}
