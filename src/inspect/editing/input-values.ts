import { formatCount } from '../../core/format-count.js'
import type { EditField } from './edit-field.js'

/** What was entered is not a value of the field. */
export class InvalidInput extends Error {}

/** A value as it is entered; empty if there is none. */
export function toInputText({ type, value }: EditField): string {
  if (value === undefined || value === null) return ''
  if (type === 'json') return JSON.stringify(value, null, 2)
  if (type === 'list' && Array.isArray(value)) return value.join(', ')
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** Throws `InvalidInput`. */
export function parseInput(field: EditField, text: string): unknown {
  const { type, nullable, minLength = 0 } = field
  if (type === 'list')
    return text
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '')
  if (text.trim() === '' && nullable) return null
  if (text.trim() === '' && (type !== 'text' || minLength > 0 || field.pattern !== undefined))
    throw new InvalidInput('A value is required.')
  if (type === 'number') {
    if (!Number.isFinite(Number(text))) throw new InvalidInput('This is not a number, such as 12.5.')
    return Number(text)
  }
  if (type === 'boolean') return text === 'true'
  if (type === 'json') return parseJson(text)
  checkLength(field, text)
  if (!isValid(field, text)) throw new InvalidInput(`This is not ${describeExpected(field)}.`)
  return text
}

/** The length is in characters, as JSON Schema counts them. */
function checkLength({ minLength = 0, maxLength = Infinity }: EditField, text: string): void {
  const { length } = Array.from(text)
  if (length > maxLength)
    throw new InvalidInput(`At most ${formatCount(maxLength, 'character')}: this has ${length}.`)
  if (length < minLength)
    throw new InvalidInput(`At least ${formatCount(minLength, 'character')}: this has ${length}.`)
}

function isValid({ type, pattern }: EditField, text: string): boolean {
  if (type === 'time' && Number.isNaN(Date.parse(text))) return false
  return pattern === undefined || new RegExp(pattern).test(text)
}

function describeExpected({ type, expected }: EditField): string {
  return expected ?? (type === 'time' ? 'a time, such as 2024-10-05T18:00:00Z' : 'a valid value')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new InvalidInput(`This is not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
}
