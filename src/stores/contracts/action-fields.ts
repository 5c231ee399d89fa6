import { findClosestMatch } from '../../core/closest-match.js'
import { isRecord } from '../../core/is-record.js'
import type { ActionCheck, ActionProblem } from './action-check.js'

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

function findProblem(value: unknown, fields: ActionFields, open: boolean): ActionProblem | undefined {
  if (!isRecord(value)) return { text: 'must be an object' }
  // Before what is missing, which may be there under a misspelled name.
  const unknown = open ? undefined : findUnknownProperty(value, Object.keys(fields).map(toName))
  if (unknown !== undefined) return { ...unknown, text: `has an ${unknown.text}` }
  for (const [key, field] of Object.entries(fields)) {
    const name = toName(key)
    const found = Object.hasOwn(value, name) ? value[name] : undefined
    if (found === undefined && key.endsWith('?')) continue
    if (found === undefined) return { text: `requires "${name}" (${field.type})` }
    const problem = findFieldProblem(found, field)
    if (problem !== undefined) return within(problem, name, `has an invalid "${name}": `)
  }
  return undefined
}

/** The first property that is none of these, with what it was probably meant to be. */
export function findUnknownProperty(value: object, known: readonly string[]): ActionProblem | undefined {
  const unknown = Object.keys(value).find((key) => !known.includes(key))
  if (unknown === undefined) return undefined
  const guess = findClosestMatch(unknown, known)
  const hint = guess === undefined ? `allowed: ${known.join(', ')}` : `did you mean "${guess}"?`
  return { text: `unknown property "${unknown}"; ${hint}`, path: [unknown] }
}

function toName(key: string): string {
  return key.replace('?', '')
}

/** The problem of a property or an element, as one of what contains it. */
function within({ text, path = [] }: ActionProblem, part: string | number, prefix: string): ActionProblem {
  return { text: `${prefix}${text}`, path: [part, ...path] }
}

function findFieldProblem(value: unknown, field: ActionField): ActionProblem | undefined {
  if (field.type === 'string')
    return isText(value) ? undefined : { text: 'it must be a string that is not empty' }
  if (field.type === 'object') return findObjectProblem(value, field)
  if (field.or?.some((each) => each === value)) return undefined
  const { fields, open = false } = field
  if (!isFilledArray(value) || (fields === undefined && !value.every(isText)))
    return { text: `it must be ${describeArray(field)}` }
  if (fields === undefined) return undefined
  for (const [index, each] of value.entries()) {
    const problem = findProblem(each, fields, open)
    if (problem !== undefined) return within(problem, index, `element ${index + 1} `)
  }
  return undefined
}

function findObjectProblem(value: unknown, { values }: ObjectField): ActionProblem | undefined {
  if (!isRecord(value)) return { text: 'it must be an object' }
  const wrong = Object.entries(value).find(
    ([, each]) => values !== undefined && !values.some((one) => one === each),
  )
  return wrong && { text: `"${wrong[0]}" must be ${listQuoted(values ?? [])}`, path: [wrong[0]] }
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
