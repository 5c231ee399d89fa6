import { isRecord } from '../../core/is-record.js'
import { STORE_NAMES } from '../../core/store-name.js'
import type { Extension, ExtensionEntity } from '../../app/extensions/extension.js'
import type { Place } from '../../domain/entities/entity.js'
import { checkKeys } from './check-keys.js'
import type { ExtensionFile } from './extension-file.js'
import type { LoadedFile } from './load-extension-file.js'

const LISTS = ['entities', 'columns', 'invariants', 'accessPatterns']
const NAME = /^[a-z][a-z0-9_]{0,39}$/
/** What a place has besides its store. */
const PLACE_FIELDS: Readonly<Record<Place['store'], string>> = {
  postgres: 'table',
  dynamodb: 'sortKeyPrefix',
  mongo: 'collection',
}

/** Checks what a file declares by itself. Throws `EXTENSION_INVALID` with the line of the first problem. */
export function checkExtension({ file, value }: LoadedFile): Extension {
  checkKeys(file, value)
  for (const name of LISTS) {
    const part = value[name]
    if (part !== undefined && !(Array.isArray(part) && part.every(isRecord)))
      throw file.createInvalidError([name], `${name} must be a list.`)
  }
  if (value['eventHandlers'] !== undefined && typeof value['eventHandlers'] !== 'function')
    throw file.createInvalidError(
      ['eventHandlers'],
      'eventHandlers must be a function of the stores that returns a list.',
    )
  const extension = value as Extension
  for (const entity of extension.entities ?? []) checkEntity(file, entity)
  for (const { of: name, fields } of extension.columns ?? [])
    if (typeof name !== 'string' || !areFields(fields))
      throw file.createInvalidError(['columns'], 'Own columns have of, the name of an entity, and fields.')
  for (const { name, statement, records } of extension.invariants ?? [])
    if (typeof name !== 'string' || typeof statement !== 'string' || !isRecord(records))
      throw file.createInvalidError(
        ['invariants'],
        'An invariant has a name, a statement and records, its checks by entity.',
      )
  for (const pattern of extension.accessPatterns ?? [])
    if (
      typeof pattern.name !== 'string' ||
      !STORE_NAMES.includes(pattern.store) ||
      typeof pattern.toSampleRequest !== 'function'
    )
      throw file.createInvalidError(
        ['accessPatterns'],
        'An access pattern is what definePattern({ … }) returns.',
      )
  return extension
}

function checkEntity(file: ExtensionFile, entity: ExtensionEntity): void {
  const { name, plural, place, id, fields, references = [] } = entity
  const fail = (words: readonly string[], problem: string): never => {
    throw file.createInvalidError(
      [`'${name}'`, ...words],
      `${typeof name === 'string' ? `entity ${name}` : 'an entity'}: ${problem}`,
    )
  }
  if (typeof name !== 'string' || !NAME.test(name))
    fail(['name'], 'name must be a word in lower case, such as pet.')
  if (typeof plural !== 'string' || !NAME.test(plural))
    fail(['plural'], 'plural must be a word in lower case, such as pets.')
  const placeField = isRecord(place) ? PLACE_FIELDS[place.store] : undefined
  if (placeField === undefined) return fail(['place'], `place must have a store: ${STORE_NAMES.join(', ')}.`)
  if (typeof Reflect.get(place, placeField) !== 'string' || Reflect.get(place, placeField) === '')
    fail(['place'], `place must have ${placeField}, where its records are in ${place.store}.`)
  if (!areFields(fields)) return fail(['fields'], 'fields must be made by text(), uuid() and the like.')
  if (!isRecord(id) || !Array.isArray(id.fields) || id.fields.length === 0)
    return fail(['id'], 'id must have fields, the names of those that identify a record.')
  const missing = id.fields.find((each) => fields[each] === undefined)
  if (missing !== undefined) fail(['id'], `id names the field ${missing}, which is not declared.`)
  if (id.code !== undefined && !(Number.isInteger(id.code) && id.code >= 16 && id.code < 32))
    fail(['code'], 'id.code must be 16 to 31.')
  for (const { field, entity: target } of references) {
    if (typeof field !== 'string' || typeof target !== 'string')
      fail(['references'], 'a reference has field and entity.')
    const [first = ''] = field.split('.')
    if (fields[first] === undefined)
      fail(['references', field], `a reference names the field ${field}, which is not declared.`)
  }
  if (typeof entity.title !== 'function') fail(['title'], 'title must be a function of the record.')
  if (entity.generate !== undefined && typeof entity.generate !== 'function')
    fail(['generate'], 'generate must be a function.')
}

function areFields(fields: unknown): boolean {
  return (
    isRecord(fields) &&
    Object.keys(fields).length > 0 &&
    Object.values(fields).every((field) => isRecord(field) && typeof field['type'] === 'string')
  )
}
