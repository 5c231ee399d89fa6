import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import type { EntityRegistry, RecordBatch } from '../../../domain/entities/registry.js'
import { toCanonicalJson } from '../../canonical-json.js'
import type { StoredRecord } from '../../contracts/data-store.js'
import type { Item } from '../client/item-reader.js'

/** Converts an item: a record of the entity that the start of its sort key names, otherwise `other`. */
export function toStoredItem(item: Item, entities: EntityRegistry): StoredRecord {
  const sortKey = item['SK']?.S ?? ''
  const entity = entities.ofStore('dynamodb').find(({ place }) => sortKey.startsWith(place.sortKeyPrefix))
  const kind = entity?.plural ?? 'other'
  const id = item[entity?.id.fields[0] ?? 'id']?.S ?? `${item['PK']?.S ?? ''}|${sortKey}`
  let fields: Readonly<Record<string, unknown>> | undefined
  return {
    kind,
    id,
    // With the types of attributes: "5" and 5 differ.
    canonical: toCanonicalJson(item),
    // Reading a fingerprint does not require them.
    get fields() {
      return (fields ??= toPlainFields(item))
    },
  }
}

/** The values without attribute types; for display, not for writing back. */
function toPlainFields(item: Item): Readonly<Record<string, unknown>> {
  const fields: Record<string, unknown> = {}
  for (const name in item) fields[name] = toPlainValue(item[name])
  return fields
}

function toPlainValue(value: AttributeValue | undefined): unknown {
  if (value === undefined) return undefined
  if (value.S !== undefined) return value.S
  if (value.N !== undefined) return Number(value.N)
  if (value.M !== undefined) return toPlainFields(value.M)
  if (value.L !== undefined) return value.L.map(toPlainValue)
  if (value.BOOL !== undefined) return value.BOOL
  if (value.NULL !== undefined) return null
  return value.SS ?? value.NS?.map(Number) ?? value.B ?? value.BS
}

/** Returns the records of a batch as a scan would return them. */
export function toStoredItems(batch: RecordBatch, entities: EntityRegistry): readonly StoredRecord[] {
  return entities.ofStore('dynamodb').flatMap(({ plural }) => {
    const records: readonly object[] = batch[plural] ?? []
    return records.map((record) => toStoredItem(marshall(record), entities))
  })
}
