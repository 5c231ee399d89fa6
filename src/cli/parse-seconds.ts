import { HomeError } from '../core/home-error.js'
import { CLI_ERRORS } from './cli-errors.js'

/** A parser for a flag that takes a number of seconds, such as `--timeout 30`. */
export function parseSeconds(flag: string): (text: string) => number {
  return (text) => {
    const seconds = Number(text)
    if (text.trim() !== '' && Number.isFinite(seconds) && seconds > 0 && seconds <= 86_400) return seconds
    throw new HomeError(CLI_ERRORS.USAGE, {
      message: `${flag} takes a number of seconds above 0, not "${text}".`,
      suggestion: `Try ${flag} 60.`,
    })
  }
}
