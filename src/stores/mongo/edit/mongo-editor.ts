import { createHash } from 'node:crypto'
import { Decimal128, type Document, Double, EJSON, Int32, Long, serialize } from 'bson'
import { type Entity, getPlaceIn } from '../../../domain/entities/entity.js'
import type { FieldType } from '../../../domain/entities/field.js'
import type { EditableRecord, RawChange, RecordEditor } from '../../contracts/record-editor.js'
import type { MongoStore } from '../client/mongo-store.js'

/** Values keep their types: 1 and 1.0 differ. */
const EXACT = { promoteValues: false } as const
const MAX_INT32 = 2 ** 31 - 1

/** Changes a document, if it is still equal to the one that was read. */
export function createMongoEditor({ db }: MongoStore): RecordEditor {
  const originals = new WeakMap<EditableRecord, Document>()
  const toRecord = (entity: Entity, id: string, document: Document | null): EditableRecord | undefined => {
    if (document === null) return undefined
    const record = toEditableRecord(entity, id, document)
    originals.set(record, document)
    return record
  }
  return {
    async read(entity, id) {
      const collection = db.collection(getPlaceIn('mongo', entity).collection)
      return toRecord(entity, id, await collection.findOne(getFilter(entity, id), EXACT))
    },
    toRaw,
    async write(record, change) {
      const { entity, id } = record
      const collection = db.collection(getPlaceIn('mongo', entity).collection)
      const unchanged = { $expr: { $eq: ['$$ROOT', { $literal: originals.get(record) }] } }
      const after = await collection.findOneAndUpdate(
        { ...getFilter(entity, id), ...unchanged },
        toUpdate(change),
        { ...EXACT, returnDocument: 'after' },
      )
      return toRecord(entity, id, after)
    },
    describe({ entity, id }, change) {
      const { collection } = getPlaceIn('mongo', entity)
      const format = (value: object): string => EJSON.stringify(value, { relaxed: true })
      return `${collection}.updateOne(\n  ${format(getFilter(entity, id))},\n  ${format(toUpdate(change))}\n)\nif the document is still equal to the one that was read`
    },
  }
}

function getFilter(entity: Entity, id: string): Document {
  const [idField = ''] = entity.id.fields
  return { [idField]: `${entity.id.prefix ?? ''}${id}` }
}

function toUpdate(change: RawChange<unknown>): Document {
  const set = [...change].filter(([, raw]) => raw !== undefined)
  const unset = [...change].filter(([, raw]) => raw === undefined)
  return {
    ...(set.length === 0 ? {} : { $set: Object.fromEntries(set) }),
    ...(unset.length === 0 ? {} : { $unset: Object.fromEntries(unset.map(([name]) => [name, ''])) }),
  }
}

function toEditableRecord(entity: Entity, id: string, document: Document): EditableRecord {
  const visible = Object.entries(document).filter(([name]) => entity.fields[name]?.secret !== true)
  return {
    entity,
    id,
    revision: createHash('sha256').update(serialize(document)).digest('hex'),
    record: EJSON.serialize(Object.fromEntries(visible), { relaxed: true }),
    fields: new Map(
      visible.map(([name, raw]) => {
        const type = getType(raw, entity.fields[name]?.type)
        return [name, { type, raw: raw as unknown, value: toValue(raw) }]
      }),
    ),
  }
}

function getType(raw: unknown, declared: FieldType | undefined): FieldType {
  if (raw === null) return declared ?? 'json'
  if (typeof raw === 'string') return declared === 'timestamp' ? 'timestamp' : 'text'
  if (typeof raw === 'boolean') return 'boolean'
  if (raw instanceof Date) return 'date'
  if (raw instanceof Decimal128) return 'decimal'
  if (raw instanceof Int32) return 'integer'
  if (raw instanceof Double) return 'double'
  return Array.isArray(raw) && raw.every((item) => typeof item === 'string') ? 'list' : 'json'
}

function toValue(raw: unknown): unknown {
  if (raw instanceof Date) return raw.toISOString()
  if (raw instanceof Decimal128) return raw.toString()
  return EJSON.serialize({ raw }, { relaxed: true })['raw']
}

function toRaw(type: FieldType, value: unknown): unknown {
  if (value === null) return null
  const entered = typeof value === 'string' ? value : JSON.stringify(value)
  if (type === 'date') return new Date(entered)
  if (type === 'decimal') return Decimal128.fromString(entered)
  if (type === 'double') return new Double(Number(value))
  if (type === 'integer') {
    const number = Number(value)
    if (!Number.isSafeInteger(number)) throw new RangeError(`${entered} is not an integer.`)
    return Math.abs(number) <= MAX_INT32 ? new Int32(number) : Long.fromNumber(number)
  }
  return (EJSON.deserialize({ value }) as Document)['value']
}
