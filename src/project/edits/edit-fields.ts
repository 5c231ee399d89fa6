import { isRecord } from '../../core/is-record.js'
import type { EditField, InputType } from '../../inspect/editing/edit-field.js'
import type { EditableEntity } from './editable-entities.js'

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
      const { enum: values, maxLength, pattern, description } = schema
      return {
        name,
        type: toInputType(schema, types),
        value: record[name],
        description: typeof description === 'string' ? description : '',
        nullable: types.includes('null'),
        ...(Array.isArray(values) ? { choices: values.filter((each) => each !== null).map(String) } : {}),
        ...(typeof maxLength === 'number' ? { maxLength } : {}),
        ...(typeof pattern === 'string' ? { pattern } : {}),
        ...(target === undefined ? {} : { references: target }),
      }
    })
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
