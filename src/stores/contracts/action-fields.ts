import { isRecord } from '../../core/is-record.js'
import type { ActionCheck } from './compile-steps.js'

interface FieldBase {
  /** Markdown. */
  readonly description: string
}

interface StringField extends FieldBase {
  readonly type: 'string'
}

interface ObjectField extends FieldBase {
  readonly type: 'object'
  /** The values that each of its properties can have. Default: any. */
  readonly values?: readonly string[]
}

interface ArrayField extends FieldBase {
  readonly type: 'array'
  /** The properties of its objects. Default: it has strings. */
  readonly fields?: ActionFields
  /** The objects may have other properties. */
  readonly open?: boolean
  /** Strings that may be there instead of the array. */
  readonly or?: readonly string[]
}

export type ActionField = StringField | ObjectField | ArrayField

/**
 * The properties of an action by name; a `?` after a name makes the property optional. `toMigrationSchema` publishes them: what is
 * added here must be added there.
 */
export type ActionFields = Readonly<Record<string, ActionField>>

/** Creates a check for an object with these properties. */
export function checkFields(fields: ActionFields): ActionCheck {
  return (value) => findProblem(value, fields, false)
}

function findProblem(value: unknown, fields: ActionFields, open: boolean): string | undefined {
  if (!isRecord(value)) return 'must be an object'
  const names = new Set<string>()
  for (const [key, field] of Object.entries(fields)) {
    const name = key.replace('?', '')
    names.add(name)
    const found = Object.hasOwn(value, name) ? value[name] : undefined
    if (found === undefined && key.endsWith('?')) continue
    if (found === undefined) return `requires "${name}" (${field.type})`
    const problem = findFieldProblem(found, field)
    if (problem !== undefined) return `has an invalid "${name}": ${problem}`
  }
  const unknown = open ? undefined : Object.keys(value).find((key) => !names.has(key))
  return unknown === undefined ? undefined : `has an unknown property "${unknown}"`
}

function findFieldProblem(value: unknown, field: ActionField): string | undefined {
  if (field.type === 'string') return isText(value) ? undefined : 'it must be a string that is not empty'
  if (field.type === 'object') return findObjectProblem(value, field)
  if (field.or?.some((each) => each === value)) return undefined
  const { fields, open = false } = field
  if (!isFilledArray(value)) return `it must be ${describeArray(field)}`
  if (fields === undefined) return value.every(isText) ? undefined : `it must be ${describeArray(field)}`
  for (const [index, each] of value.entries()) {
    const problem = findProblem(each, fields, open)
    if (problem !== undefined) return `element ${index + 1} ${problem}`
  }
  return undefined
}

function findObjectProblem(value: unknown, { values }: ObjectField): string | undefined {
  if (!isRecord(value)) return 'it must be an object'
  const wrong = Object.entries(value).find(
    ([, each]) => values !== undefined && !values.some((one) => one === each),
  )
  return wrong && `"${wrong[0]}" must be ${listQuoted(values ?? [])}`
}

function describeArray({ fields, or = [] }: ArrayField): string {
  const array = `an array of ${fields === undefined ? 'strings' : 'objects'} that is not empty`
  return or.length === 0 ? array : `${or.map((each) => `"${each}"`).join(', ')} or ${array}`
}

function listQuoted(values: readonly string[]): string {
  return values.map((each) => `"${each}"`).join(' or ')
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

function isFilledArray(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.length > 0
}
