import { invalidValueError } from './usage-error.js'

const MAX_SECONDS = 86_400

/** Returns a parser for an option that takes a number of seconds, such as `--timeout 30`. */
export function parseSeconds(option: string): (text: string) => number {
  return (text) => {
    const seconds = Number(text)
    if (text.trim() !== '' && Number.isFinite(seconds) && seconds > 0 && seconds <= MAX_SECONDS)
      return seconds
    throw invalidValueError(option, text, `a number of seconds greater than 0 and at most ${MAX_SECONDS}`)
  }
}
