import { createHash } from 'node:crypto'
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  GetItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import { isRecord } from '../../../core/is-record.js'
import { type Entity, getPlaceIn } from '../../../domain/entities/entity.js'
import type { FieldType } from '../../../domain/entities/field.js'
import type { EditableRecord, RecordEditor } from '../../contracts/record-editor.js'
import type { DynamodbStore } from '../client/dynamodb-store.js'
import { findItemKey, type Item } from './find-item-key.js'
import { formatUpdate, toUpdate } from './to-update.js'
import { toPlainItem } from '../records/item-lookups.js'

/** Changes an item, if the attributes that were read have not changed since. */
export function createDynamodbEditor(store: DynamodbStore): RecordEditor<AttributeValue> {
  const { client, table } = store
  const originals = new WeakMap<EditableRecord<AttributeValue>, Item>()
  const toRecord = (entity: Entity, id: string, item: Item): EditableRecord<AttributeValue> => {
    const record = toEditableRecord(entity, id, item)
    originals.set(record, item)
    return record
  }
  return {
    async read(entity, id) {
      const key = await findItemKey(store, id, getPlaceIn('dynamodb', entity).sortKeyPrefix)
      if (key === undefined) return undefined
      const { Item: item } = await client.send(
        new GetItemCommand({ TableName: table, Key: key, ConsistentRead: true }),
      )
      return item === undefined ? undefined : toRecord(entity, id, item)
    },
    toRaw,
    async write(record, change) {
      const update = toUpdate(record.entity, originals.get(record) ?? {}, change)
      try {
        const { Attributes: after } = await client.send(
          new UpdateItemCommand({ TableName: table, ...update, ReturnValues: 'ALL_NEW' }),
        )
        return after === undefined ? undefined : toRecord(record.entity, record.id, after)
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return undefined
        throw error
      }
    },
    describe: (record, change) => formatUpdate(record.entity, originals.get(record) ?? {}, change),
  }
}

function toEditableRecord(entity: Entity, id: string, item: Item): EditableRecord<AttributeValue> {
  const names = Object.keys(item).toSorted()
  const plain = toPlainItem(item)
  // The primary key identifies the item, and binary values cannot be entered.
  const editable = names.filter((name) => name !== 'PK' && name !== 'SK' && item[name]?.B === undefined)
  return {
    entity,
    id,
    revision: createHash('sha256').update(toCanonicalText(item)).digest('hex'),
    record: plain,
    fields: new Map(
      editable.flatMap((name) => {
        const raw = item[name]
        if (raw === undefined || entity.fields[name]?.secret === true) return []
        return [[name, { type: getType(raw, entity.fields[name]?.type), raw, value: plain[name] }]]
      }),
    ),
  }
}

/** Equal for equal items: DynamoDB does not order maps and sets. */
function toCanonicalText(item: Item): string {
  return JSON.stringify(item, (name, value: unknown) => {
    if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
    if (Array.isArray(value) && (name === 'SS' || name === 'NS'))
      return (value as string[]).toSorted((a, b) => (a < b ? -1 : 1))
    if (!isRecord(value) || Array.isArray(value)) return value
    return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
  })
}

function getType(raw: AttributeValue, declared: FieldType | undefined): FieldType {
  if (raw.S !== undefined) return declared === 'timestamp' ? 'timestamp' : 'text'
  if (raw.N !== undefined) return 'decimal'
  if (raw.BOOL !== undefined) return 'boolean'
  const isList = raw.SS !== undefined || raw.L?.every((item) => item.S !== undefined) === true
  return isList ? 'list' : 'json'
}

function toRaw(type: FieldType, value: unknown, before: AttributeValue | undefined): AttributeValue {
  if (before?.SS !== undefined && Array.isArray(value)) return { SS: value.map(String) }
  if (['integer', 'double', 'decimal'].includes(type)) {
    if (!Number.isFinite(Number(value))) throw new RangeError(`${String(value)} is not a number.`)
    return { N: String(value) }
  }
  const { value: raw } = marshall({ value })
  if (raw === undefined) throw new TypeError('DynamoDB does not have this value.')
  return raw
}
