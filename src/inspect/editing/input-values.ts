import { formatCount } from '../../core/format-count.js'
import { getErrorMessage } from '../../core/get-error-message.js'
import { padDecimals } from '../../domain/format-money.js'
import type { EditField } from './edit-field.js'

const AMOUNT_DIGITS = 2
const MIDNIGHT = 'T00:00:00Z'

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
  const value =
    type === 'time' ? completeTime(text) : field.isAmount === true ? completeAmount(field, text) : text
  if (!isValid(field, value)) throw new InvalidInput(`This is not ${describeExpected(field)}.`)
  return value
}

/** A day without a time is its midnight in UTC, as lists show it. */
function completeTime(text: string): string {
  return /^\d{4}-\d\d-\d\d$/.test(text.trim()) ? `${text.trim()}${MIDNIGHT}` : text
}

/** Two decimals, if the value before has some or one was entered: some currencies have none. */
function completeAmount({ value }: EditField, text: string): string {
  const hasDecimals = text.includes('.') || String(value).includes('.')
  return hasDecimals ? padDecimals(text.trim(), AMOUNT_DIGITS) : text.trim()
}

/** Whether a value is a day without a time. */
export function isMidnight(value: unknown): boolean {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT00:00:00(?:\.0+)?Z$/.test(value)
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
  if (type === 'time' && !isTime(text)) return false
  return pattern === undefined || new RegExp(pattern).test(text)
}

/** `Date` accepts February 31. */
function isTime(text: string): boolean {
  const day = new Date(`${text.slice(0, 10)}${MIDNIGHT}`)
  const isDay = !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text.slice(0, 10))
  return isDay && !Number.isNaN(Date.parse(text))
}

function describeExpected({ type, expected }: EditField): string {
  return type === 'time'
    ? `${expected ?? 'a time, such as 2024-10-05T18:00:00Z'}, or a day, such as 2024-10-05`
    : (expected ?? 'a valid value')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new InvalidInput(`This is not JSON: ${getErrorMessage(error)}`)
  }
}
