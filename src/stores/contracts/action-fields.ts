import { isRecord } from '../../core/is-record.js'
import type { ActionCheck } from './compile-steps.js'

type FieldType = 'string' | 'object' | 'array' | 'any'

export interface ActionField {
  readonly type: FieldType
  /** Markdown. */
  readonly description: string
  /** Other keywords of its JSON Schema. */
  readonly schema?: Readonly<Record<string, unknown>>
  /** Properties of the objects of an array. */
  readonly fields?: ActionFields
  /** The objects may have other properties. */
  readonly open?: boolean
}

/** The properties of an action by name; a `?` after a name makes the property optional. */
export type ActionFields = Readonly<Record<string, ActionField>>

/** Creates a check for an object with these properties. */
export function checkFields(fields: ActionFields): ActionCheck {
  return (value) => {
    if (!isRecord(value)) return 'must be an object'
    for (const [key, { type }] of Object.entries(fields)) {
      const field = value[key.replace('?', '')]
      if (field === undefined && key.endsWith('?')) continue
      if (!matchesType(field, type)) return `requires "${key.replace('?', '')}" (${type})`
    }
    const unknown = Object.keys(value).find((key) => !(key in fields) && !(`${key}?` in fields))
    return unknown === undefined ? undefined : `has an unknown property "${unknown}"`
  }
}

/** Strings and arrays must not be empty. */
function matchesType(value: unknown, type: FieldType): boolean {
  if (type === 'string') return typeof value === 'string' && value !== ''
  if (type === 'object') return isRecord(value)
  return type === 'array' ? Array.isArray(value) && value.length > 0 : value !== undefined
}
