import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import type { Stack } from '../../src/project/stack/create-stack.js'

/** Writes a record into each store that distinguishes it from its copies. */
export async function writeMarker({ stores }: Stack, n: number): Promise<void> {
  const marker = `mark ${n}`
  const key = { PK: { S: 'MARK' }, SK: { S: 'MARK' } }
  await Promise.all([
    stores.postgres.pool.query(
      `INSERT INTO users (id, email, password_hash, display_name) VALUES (gen_random_uuid(), 'a@mark.example', '-', $1)`,
      [marker],
    ),
    stores.dynamodb.client.send(
      new PutItemCommand({ TableName: stores.dynamodb.table, Item: { ...key, mark: { S: marker } } }),
    ),
    stores.mongo.db
      .collection<{ _id: string; label: string; subcategories: string[] }>('categories')
      .insertOne({
        _id: 'mark',
        label: marker,
        subcategories: [],
      }),
  ])
}

/** Reads what `writeMarker` wrote, store by store. */
export async function readMarkers({ stores }: Stack): Promise<readonly unknown[]> {
  const { rows } = await stores.postgres.pool.query<{ display_name: string }>(
    "SELECT display_name FROM users WHERE email = 'a@mark.example'",
  )
  const { Item: item } = await stores.dynamodb.client.send(
    new GetItemCommand({ TableName: stores.dynamodb.table, Key: { PK: { S: 'MARK' }, SK: { S: 'MARK' } } }),
  )
  const categories = await stores.mongo.db
    .collection<{ _id: string }>('categories')
    .find({ _id: 'mark' })
    .toArray()
  return [
    rows.map((row) => row.display_name),
    item?.['mark']?.S,
    categories.map((category) => (category as unknown as { label: string }).label),
  ]
}
