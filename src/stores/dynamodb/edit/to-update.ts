import type { AttributeValue, UpdateItemCommandInput } from '@aws-sdk/client-dynamodb'
import type { Entity } from '../../../domain/entities/entity.js'
import type { RawChange } from '../../contracts/record-editor.js'
import { toPlainItem } from '../records/item-lookups.js'
import type { Item } from './find-item-key.js'

type Change = RawChange<AttributeValue>

/** The update of these attributes, and of the keys of indexes that derive from them, if no attribute has changed. */
export function toUpdate(
  entity: Entity,
  item: Item,
  change: Change,
): Omit<UpdateItemCommandInput, 'TableName'> {
  const complete = addKeys(entity, item, change)
  const { PK, SK, ...others } = item
  const names = new Map([...Object.keys(others), ...complete.keys()].map((name, i) => [name, i]))
  const toSet = [...complete].filter(([, raw]) => raw !== undefined)
  const toRemove = [...complete].filter(([, raw]) => raw === undefined)
  const set = toSet.map(([name]) => `#n${names.get(name)} = :v${names.get(name)}`).join(', ')
  const remove = toRemove.map(([name]) => `#n${names.get(name)}`).join(', ')
  return {
    Key: { PK: PK ?? { S: '' }, SK: SK ?? { S: '' } },
    UpdateExpression: `${set && `SET ${set}`} ${remove && `REMOVE ${remove}`}`.trim(),
    ConditionExpression: [...names]
      .map(([name, i]) => (name in others ? `#n${i} = :o${i}` : `attribute_not_exists(#n${i})`))
      .join(' AND '),
    ExpressionAttributeNames: Object.fromEntries([...names].map(([name, i]) => [`#n${i}`, name])),
    ExpressionAttributeValues: Object.fromEntries([
      ...Object.entries(others).map(([name, raw]) => [`:o${names.get(name)}`, raw]),
      ...toSet.map(([name, raw]) => [`:v${names.get(name)}`, raw]),
    ]) as Item,
  }
}

/** The same for people. */
export function formatUpdate(entity: Entity, item: Item, change: Change): string {
  const lines = [...addKeys(entity, item, change)].map(([name, raw]) =>
    raw === undefined ? `REMOVE ${name}` : `SET ${name} = ${JSON.stringify(raw)}`,
  )
  return [`UpdateItem ${item['PK']?.S} ${item['SK']?.S}`, ...lines, 'if no attribute has changed'].join('\n')
}

/** Throws a `RangeError` if the primary key derives from a changed attribute. */
function addKeys(entity: Entity, item: Item, change: Change): Change {
  if (entity.keys === undefined) return change
  const after = Object.entries({ ...item, ...Object.fromEntries(change) }).filter(
    ([, raw]) => raw !== undefined,
  )
  const derived = entity.keys.derive(toPlainItem(Object.fromEntries(after) as Item))
  if ('problem' in derived) throw new RangeError(`With this value, ${derived.problem}.`)
  const changed = entity.keys.names.filter((name) => derived.keys[name] !== item[name]?.S)
  const primary = changed.find((name) => name === 'PK' || name === 'SK')
  if (primary !== undefined)
    throw new RangeError(`${primary}, the primary key of the item, contains this value.`)
  const keys = changed.map((name) => [name, toText(derived.keys[name])] as const)
  return new Map([...change, ...keys])
}

function toText(text: string | undefined): AttributeValue | undefined {
  return text === undefined ? undefined : { S: text }
}
