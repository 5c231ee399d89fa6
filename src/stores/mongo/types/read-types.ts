import { isRecord } from '../../../core/is-record.js'
import type { EntityRegistry } from '../../../domain/entities/registry.js'
import { declareFields } from '../../contracts/declare-fields.js'
import {
  type DeclaredProperty,
  type DeclaredType,
  toListType,
  toObjectType,
  toTypeName,
} from '../../contracts/declared-type.js'
import { openDocumentReader } from '../client/open-document-reader.js'
import type { MongoStore } from '../client/mongo-store.js'
import { HISTORY_COLLECTION } from '../migrations/read-history.js'

/**
 * The types of the documents of all collections. Their properties are those of the entity, and what the validator has
 * besides; without either, the properties are unknown.
 */
export async function readDocumentTypes(
  store: MongoStore,
  registry: EntityRegistry,
): Promise<readonly DeclaredType[]> {
  await using reader = await openDocumentReader(store.endpoint, store)
  const entities = new Map(registry.ofStore('mongo').map((entity) => [entity.place.collection, entity]))
  return (await reader.listCollections())
    .map(({ name, options }) => ({ name: String(name), options: options as unknown }))
    .filter(({ name }) => name !== HISTORY_COLLECTION && !name.startsWith('system.'))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, options }) => {
      const entity = entities.get(name)
      const declared = entity === undefined ? [] : declareFields(entity.fields)
      const validated = declareProperties(getSchema(options))
      const known = new Set(declared.map((property) => property.name))
      const properties = [...declared, ...validated.filter((property) => !known.has(property.name))]
      return {
        name: `${toTypeName(entity?.name ?? name)}Document`,
        source: `collection ${name}`,
        properties:
          properties.length === 0 || properties.some((property) => property.name === '_id')
            ? properties
            : [{ name: '_id', type: 'unknown' }, ...properties],
      }
    })
}

function getSchema(options: unknown): unknown {
  const validator = isRecord(options) ? options['validator'] : undefined
  return isRecord(validator) ? validator['$jsonSchema'] : undefined
}

function declareProperties(schema: unknown): readonly DeclaredProperty[] {
  if (!isRecord(schema) || !isRecord(schema['properties'])) return []
  const required = new Set(Array.isArray(schema['required']) ? (schema['required'] as unknown[]) : [])
  return Object.entries(schema['properties']).map(([name, property]) => ({
    name,
    type: toType(property),
    ...(required.has(name) ? {} : { optional: true as const }),
  }))
}

/** A value of a validator's JSON Schema. What it does not restrict is unknown. */
function toType(schema: unknown): string {
  if (!isRecord(schema)) return 'unknown'
  const { enum: values, bsonType, type = bsonType, items } = schema
  if (Array.isArray(values))
    return values.every(isLiteral) ? values.map((value) => JSON.stringify(value)).join(' | ') : 'unknown'
  const types = Array.isArray(type) ? (type as unknown[]) : [type]
  const union = types.map((each) =>
    each === 'array'
      ? toListType(toType(items))
      : each === 'object'
        ? toObjectType(declareProperties(schema))
        : (BSON_TYPES[String(each)] ?? 'unknown'),
  )
  return union.includes('unknown') ? 'unknown' : [...new Set(union)].join(' | ')
}

function isLiteral(value: unknown): boolean {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value)
}

/** What the driver returns for values of these types. It converts 64-bit integers if they are exact as numbers. */
const BSON_TYPES: Readonly<Record<string, string>> = {
  string: 'string',
  bool: 'boolean',
  boolean: 'boolean',
  int: 'number',
  double: 'number',
  long: 'number | Long',
  number: 'number | Long | Decimal128',
  decimal: 'Decimal128',
  date: 'Date',
  objectId: 'ObjectId',
  binData: 'Binary',
  timestamp: 'Timestamp',
  null: 'null',
}
