import type { QueryCommandInput } from '@aws-sdk/client-dynamodb'
import type { Document } from 'bson'

/** A statement with its values, as `query` of pg takes it. A statement with a name is prepared once per connection. */
export interface PostgresRequest {
  readonly name?: string
  readonly text: string
  readonly values: unknown[]
}

/** A query of the table or of one of its indexes. The name of the table is added when it is sent. */
export type DynamodbRequest = Omit<QueryCommandInput, 'TableName'>

/** A command as in MongoDB's wire protocol, with the collection as the value of its first property. */
export type MongoRequest = MongoFind | MongoAggregate | MongoUpdate

export interface MongoFind {
  readonly find: string
  readonly filter: Document
  readonly projection?: Document
  readonly sort?: Readonly<Record<string, 1 | -1>>
  readonly limit?: number
}

export interface MongoAggregate {
  readonly aggregate: string
  readonly pipeline: readonly Document[]
}

/** An update of all documents that match `q`. */
export interface MongoUpdate {
  readonly update: string
  readonly updates: readonly [{ readonly q: Document; readonly u: Document; readonly multi: true }]
}

/** The type of the requests of each store. A request is plain data: it can be sent, measured and displayed. */
export interface StoreRequests {
  readonly postgres: PostgresRequest
  readonly dynamodb: DynamodbRequest
  readonly mongo: MongoRequest
}
