import { type AttributeValue, ScanCommand } from '@aws-sdk/client-dynamodb'
import type { Entity, Place } from '../../src/domain/entities/entity.js'
import { BUNDLED_ENTITIES } from '../../src/domain/entities/registry.js'
import type { Stores } from '../../src/stores/stores.js'

/**
 * Adds the names of the fields that the stored records have, by entity. The columns of PostgreSQL do not depend on records: they
 * are read once.
 */
export async function readWrittenFields(stores: Stores, known: Map<string, Set<string>>): Promise<void> {
  const { dynamodb } = stores
  const items = dynamodb.client
    .send(new ScanCommand({ TableName: dynamodb.table }))
    .then(({ Items }) => Items ?? [])
  await Promise.all(
    BUNDLED_ENTITIES.all.map(async ({ name, place }: Entity) => {
      if (place.store === 'postgres' && known.has(name)) return
      const names = await readFieldNames(stores, place, items)
      known.set(name, new Set([...(known.get(name) ?? []), ...names]))
    }),
  )
}

async function readFieldNames(
  { postgres, mongo }: Stores,
  place: Place,
  items: Promise<readonly Readonly<Record<string, AttributeValue>>[]>,
): Promise<readonly string[]> {
  if (place.store === 'postgres') {
    const { fields } = await postgres.pool.query(`SELECT * FROM ${place.table} LIMIT 0`)
    return fields.map(({ name }) => name)
  }
  if (place.store === 'mongo') {
    const documents = await mongo.db.collection(place.collection).find().toArray()
    return documents.flatMap((document) => Object.keys(document))
  }
  const own = (await items).filter(({ SK }) => SK?.S?.startsWith(place.sortKeyPrefix))
  return own.flatMap((item) => Object.keys(item))
}
