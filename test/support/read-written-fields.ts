import { ScanCommand } from '@aws-sdk/client-dynamodb'
import type { Entity } from '../../src/domain/entities/entity.js'
import { BUNDLED_ENTITIES } from '../../src/domain/entities/registry.js'
import type { Stores } from '../../src/stores/stores.js'

/** Adds the names of the fields that the stored records have, by entity. */
export async function readWrittenFields(stores: Stores, known: Map<string, Set<string>>): Promise<void> {
  await Promise.all(
    BUNDLED_ENTITIES.all.map(async (entity: Entity) => {
      const names = await readFieldNames(stores, entity)
      known.set(entity.name, new Set([...(known.get(entity.name) ?? []), ...names]))
    }),
  )
}

async function readFieldNames(
  { postgres, dynamodb, mongo }: Stores,
  { place }: Entity,
): Promise<readonly string[]> {
  if (place.store === 'postgres') {
    const { fields } = await postgres.pool.query(`SELECT * FROM ${place.table} LIMIT 0`)
    return fields.map(({ name }) => name)
  }
  if (place.store === 'mongo') {
    const documents = await mongo.db.collection(place.collection).find().toArray()
    return documents.flatMap((document) => Object.keys(document))
  }
  const { Items: items = [] } = await dynamodb.client.send(new ScanCommand({ TableName: dynamodb.table }))
  return items.filter(({ SK }) => SK?.S?.startsWith(place.sortKeyPrefix)).flatMap((item) => Object.keys(item))
}
