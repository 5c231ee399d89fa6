import { isRecord } from '../../core/is-record.js'
import type { EditField, InputType } from '../../inspect/editing/edit-field.js'
import { AMOUNT_PATTERN, PATTERN_NAMES } from '../../services/http/api/formats.js'
import type { EditableEntity } from './editable-entities.js'

/** A time of the services: with seconds and a time zone. */
const TIME_PATTERN = String.raw`^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:?\d\d)$`

/** The fields that the schema of the change declares, with their values in a record of the service's API. */
export function listEditFields(
  { change, hidden = [], references = {} }: EditableEntity,
  record: Readonly<Record<string, unknown>>,
): readonly EditField[] {
  const { properties } = (change.body ?? {}) as { readonly properties?: Readonly<Record<string, unknown>> }
  return Object.entries(properties ?? {})
    .filter(([name]) => !hidden.includes(name))
    .map(([name, property]) => {
      const schema = isRecord(property) ? property : {}
      const types = [schema['type']].flat()
      const target = references[name]
      const { enum: values, minLength, maxLength, description } = schema
      return {
        name,
        type: toInputType(schema, types),
        value: record[name],
        description: typeof description === 'string' ? description : '',
        nullable: types.includes('null'),
        ...(Array.isArray(values) ? { choices: values.filter((each) => each !== null).map(String) } : {}),
        ...(typeof minLength === 'number' ? { minLength } : {}),
        ...(typeof maxLength === 'number' ? { maxLength } : {}),
        ...describeForm(schema),
        ...(target === undefined ? {} : { references: target }),
      }
    })
}

/** The pattern of valid values, and what they are. */
function describeForm({
  pattern,
  format,
  examples,
}: Readonly<Record<string, unknown>>): Pick<EditField, 'pattern' | 'expected' | 'isAmount'> {
  const wanted = format === 'date-time' ? TIME_PATTERN : pattern
  if (typeof wanted !== 'string') return {}
  const name = format === 'date-time' ? 'a time' : (PATTERN_NAMES.get(wanted) ?? 'a valid value')
  const [example] = Array.isArray(examples) ? (examples as readonly unknown[]) : []
  return {
    pattern: wanted,
    expected: typeof example !== 'string' ? name : `${name}, such as ${example}`,
    ...(wanted === AMOUNT_PATTERN ? { isAmount: true } : {}),
  }
}

function toInputType(schema: Readonly<Record<string, unknown>>, types: readonly unknown[]): InputType {
  if (Array.isArray(schema['enum'])) return 'choice'
  if (types.includes('boolean')) return 'boolean'
  if (types.includes('integer') || types.includes('number')) return 'number'
  if (types.includes('array')) {
    const { items } = schema
    return isRecord(items) && items['type'] === 'string' ? 'list' : 'json'
  }
  if (types.includes('object')) return 'json'
  return schema['format'] === 'date-time' ? 'time' : 'text'
}
