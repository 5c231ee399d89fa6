import { dynamodbOutbox } from './dynamodb/dynamodb-outbox.js'
import { mongoOutbox } from './mongo/mongo-outbox.js'
import type { OutboxStore } from './contracts/outbox-store.js'
import { postgresOutbox } from './postgres/postgres-outbox.js'
import type { Stores } from './stores.js'

/** Creates the outbox of each open store. */
export function createOutboxStores(stores: Stores): readonly OutboxStore[] {
  return [postgresOutbox(stores.postgres), dynamodbOutbox(stores.dynamodb), mongoOutbox(stores.mongo)]
}
