import type { ValueDefinition } from '../define-command.js'
import { invalidValueError } from '../usage-error.js'

const MAX_SECONDS = 86_400

/** Converts the text of a flag or argument. Throws `USAGE`. `subject` is its name: `--limit`, `<store>`. */
export function parseValue(definition: ValueDefinition, subject: string, text: string): unknown {
  if (definition.type === 'integer') return parseInteger(subject, text, definition.min, definition.max)
  if (definition.type === 'seconds') {
    return definition.allowZero ? parseWaitSeconds(subject, text) : parseSeconds(subject, text)
  }
  if (definition.type === 'string' && definition.path !== undefined && text === '')
    throw invalidValueError(subject, text, definition.pathOrName ?? `a ${definition.path}`)
  if (definition.type === 'string') return definition.parse ? definition.parse(text, subject) : text
  if (definition.choices.includes(text)) return text
  throw invalidValueError(subject, text, definition.choices, definition.reason)
}

function parseInteger(subject: string, text: string, min: number, max = Number.MAX_SAFE_INTEGER): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= min && value <= max) return value
  const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `between ${min} and ${max}`
  throw invalidValueError(subject, text, `an integer ${range}`)
}

function parseSeconds(subject: string, text: string): number {
  const seconds = Number(text)
  if (text.trim() !== '' && Number.isFinite(seconds) && seconds > 0 && seconds <= MAX_SECONDS) return seconds
  throw invalidValueError(subject, text, `a number of seconds greater than 0 and at most ${MAX_SECONDS}`)
}

function parseWaitSeconds(subject: string, text: string): number {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text)
  throw invalidValueError(subject, text, 'a number of seconds')
}
