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
  const { type, nullable } = field
  if (type === 'list')
    return text
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '')
  if (text.trim() === '' && nullable) return null
  if (text.trim() === '' && type !== 'text') throw new InvalidInput('A value is required.')
  if (type === 'number') {
    if (!Number.isFinite(Number(text))) throw new InvalidInput('This is not a number.')
    return Number(text)
  }
  if (type === 'boolean') return text === 'true'
  if (type === 'time' && Number.isNaN(Date.parse(text)))
    throw new InvalidInput('This is not a time, such as 2024-10-05T18:00:00Z.')
  if (type === 'json') return parseJson(text)
  if (field.pattern !== undefined && !new RegExp(field.pattern).test(text))
    throw new InvalidInput('This does not have the form of the field.')
  return text
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new InvalidInput(error instanceof Error ? error.message : 'This is not JSON.')
  }
}
