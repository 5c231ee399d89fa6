import { getIdAfterPrefix } from '../prefixed-id.js'
import type { Entity, PlainRecord, ReferenceDeclaration } from './entity.js'
import type { Field, Fields } from './field.js'

/** The id in the field of a reference, without its prefix; undefined if this record does not refer to the entity. */
export function getReferencedId(reference: ReferenceDeclaration, record: PlainRecord): string | undefined {
  if (reference.when?.(record) === false) return undefined
  const { prefix, onlyWithPrefix, key } = reference
  const value = getFieldValue(record, reference.field)
  if (value === undefined && key !== undefined)
    return getIdAfterPrefix(getFieldValue(record, key.field), key.prefix)
  if (typeof value !== 'string') return undefined
  if (prefix === undefined) return value
  return getIdAfterPrefix(value, prefix) ?? (onlyWithPrefix ? undefined : value)
}

/** The ids under which the record may be stored to which a field refers; empty if this record does not refer to the entity. */
export function listReferencedIds(reference: ReferenceDeclaration, record: PlainRecord): readonly string[] {
  const id = getReferencedId(reference, record)
  if (id === undefined) return []
  const alternative = reference.getAlternativeId?.(record)
  return alternative === undefined ? [id] : [id, alternative]
}

/** The id of the record of another entity that a record refers to; undefined if it refers to none. */
export function findReferencedId(
  { references = [] }: Entity,
  record: PlainRecord,
  target: string,
): string | undefined {
  for (const reference of references) {
    const id = reference.entity === target ? getReferencedId(reference, record) : undefined
    if (id !== undefined) return id
  }
  return undefined
}

/** The id of a record without its prefix. The ids of several fields are separated by `/`. */
export function getRecordId({ id }: Entity, record: PlainRecord): string {
  return id.fields
    .map((name) => {
      const value = typeof record[name] === 'string' ? record[name] : ''
      return id.prefix === undefined ? value : (getIdAfterPrefix(value, id.prefix) ?? value)
    })
    .join('/')
}

/** The value at a path such as `category.primary`. */
export function getFieldValue(record: PlainRecord, path: string): unknown {
  if (!path.includes('.')) return record[path]
  let value: unknown = record
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined
    value = (value as PlainRecord)[name]
  }
  return value
}

/** The field at a path: `category.primary`. */
export function findField(fields: Fields, path: string): Field | undefined {
  const [name = '', ...rest] = path.split('.')
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined
  return rest.length === 0 ? field : field?.fields && findField(field.fields, rest.join('.'))
}
