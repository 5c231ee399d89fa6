import type { ResolvedConfig } from '../../config/resolved-config.js'
import type { Stores } from '../../stores/stores.js'
import { getRunningEndpoints } from './connect-stores.js'

/** Opens one store of the running stack without loading the clients of the others: loading is most of their cost. */
export async function connectPostgres(config: ResolvedConfig): Promise<Stores['postgres']> {
  const { postgres } = getRunningEndpoints(config)
  const { openPostgresStore } = await import('../../stores/postgres/postgres-store.js')
  return openPostgresStore(postgres)
}

export async function connectDynamodb(config: ResolvedConfig): Promise<Stores['dynamodb']> {
  const { dynamodb } = getRunningEndpoints(config)
  const { openDynamodbStore } = await import('../../stores/dynamodb/dynamodb-store.js')
  return openDynamodbStore(dynamodb)
}

export async function connectMongo(config: ResolvedConfig): Promise<Stores['mongo']> {
  const { mongo } = getRunningEndpoints(config)
  const { openMongoStore } = await import('../../stores/mongo/mongo-store.js')
  return openMongoStore(mongo)
}
