import { findClosestMatch } from '../../core/closest-match.js'
import { isRecord } from '../../core/is-record.js'
import type {
  Extension,
  ExtensionEntity,
  ExtensionInvariant,
  OwnColumns,
} from '../../app/extensions/extension.js'
import type { Column, EntityId, Place, ReferenceDeclaration } from '../../domain/entities/entity.js'
import type { ExtensionFile } from './extension-file.js'

/** The names of all properties: the compiler knows if one is missing. */
type Keys<T> = Readonly<Record<keyof T, true>>
type PlaceIn<Store extends Place['store']> = Extract<Place, { readonly store: Store }>

const EXTENSION: Keys<Extension> = {
  entities: true,
  columns: true,
  invariants: true,
  accessPatterns: true,
  eventHandlers: true,
}
const ENTITY: Keys<ExtensionEntity> = {
  name: true,
  plural: true,
  place: true,
  id: true,
  fields: true,
  maintainedFields: true,
  references: true,
  keys: true,
  view: true,
  title: true,
  heading: true,
  searchFields: true,
  searchAmounts: true,
  searchDays: true,
  columns: true,
  generate: true,
  count: true,
}
const ID: Keys<EntityId> = {
  fields: true,
  format: true,
  prefix: true,
  otherPrefixes: true,
  emailField: true,
  code: true,
}
const PLACES: { readonly [Store in Place['store']]: Keys<PlaceIn<Store>> } = {
  postgres: { store: true, table: true },
  dynamodb: { store: true, sortKeyPrefix: true, lookups: true },
  mongo: { store: true, collection: true, outbox: true },
}
const REFERENCE: Keys<ReferenceDeclaration> = {
  field: true,
  entity: true,
  label: true,
  prefix: true,
  onlyWithPrefix: true,
  key: true,
  sameAs: true,
  deferred: true,
  checkedInLists: true,
  column: true,
  getAlternativeId: true,
  when: true,
  mayBeDeleted: true,
}
const COLUMN: Keys<Column<unknown>> = {
  name: true,
  value: true,
  field: true,
  width: true,
  importance: true,
  absent: true,
}
const OWN_COLUMNS: Keys<OwnColumns> = { of: true, fields: true, references: true, generate: true }
const INVARIANT: Keys<ExtensionInvariant> = { name: true, statement: true, records: true }

/** Checks that nothing in an extension has a property that nobody reads, such as a misspelled one. Throws `EXTENSION_INVALID`. */
export function checkKeys(file: ExtensionFile, extension: Readonly<Record<string, unknown>>): void {
  const check = (what: string, words: readonly string[], value: unknown, known: object): void => {
    if (!isRecord(value)) return
    const names = Object.keys(known)
    const unknown = Object.keys(value).find((name) => !names.includes(name))
    if (unknown === undefined) return
    const closest = findClosestMatch(unknown, names)
    const hint = closest === undefined ? '' : ` Did you mean "${closest}"?`
    throw file.createInvalidError(
      [...words, unknown],
      `${unknown} is unknown in ${what}.${hint} It can have ${names.join(', ')}.`,
    )
  }
  check('an extension', [], extension, EXTENSION)
  for (const entity of toList(extension['entities'])) {
    const { name, place, id } = entity
    const words = typeof name === 'string' ? [`'${name}'`] : ['entities']
    const whose = typeof name === 'string' ? ` of the entity ${name}` : ''
    check(typeof name === 'string' ? `the entity ${name}` : 'an entity', words, entity, ENTITY)
    const store = isRecord(place) ? place['store'] : undefined
    const known = Object.entries(PLACES).find(([each]) => each === store)?.[1]
    if (known !== undefined) check(`the place${whose}`, [...words, 'place'], place, known)
    check(`the id${whose}`, [...words, 'id'], id, ID)
    for (const each of toList(entity['references']))
      check(`a reference${whose}`, [...words, 'references'], each, REFERENCE)
    for (const each of toList(entity['columns']))
      check(`a column${whose}`, [...words, 'columns'], each, COLUMN)
  }
  for (const columns of toList(extension['columns'])) {
    check('own columns', ['columns'], columns, OWN_COLUMNS)
    for (const each of toList(columns['references']))
      check('a reference of own columns', ['columns', 'references'], each, REFERENCE)
  }
  for (const invariant of toList(extension['invariants']))
    check('an invariant', ['invariants'], invariant, INVARIANT)
}

function toList(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter(isRecord) : []
}
