import type { QueryCommandInput } from '@aws-sdk/client-dynamodb'
import type { Document } from 'bson'

/** The stores, in display order. */
export const STORE_NAMES = ['postgres', 'dynamodb', 'mongo'] as const

/**
 * Connection URLs of PostgreSQL. `url` connects directly as the owner of the database, `poolUrl` through PgBouncer if the
 * add-on is enabled.
 */
export interface PostgresEndpoint {
  readonly url: string
  /** For the services: a role that reads and writes rows, and cannot change the schema. Default: `url`. */
  readonly serviceUrl?: string
  readonly poolUrl?: string
  /** A replica, which may lag behind, for reads of the services. */
  readonly readUrl?: string
}

/** Connection settings of DynamoDB, and the table that the todo service owns. */
export type DynamodbEndpoint = StaticDynamodbEndpoint | AwsDynamodbEndpoint

interface DynamodbAddress {
  readonly endpoint: string
  readonly region: string
  readonly table: string
}

/** An endpoint with an access key that does not expire: a local engine, or a server that accepts it. */
export interface StaticDynamodbEndpoint extends DynamodbAddress {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  /** The engine belongs to the project, with all its tables. Otherwise the server may have tables of others. */
  readonly owner?: 'project'
}

/**
 * An endpoint with the credentials that the default provider chain of the AWS SDK finds: environment, profile, SSO, web
 * identity, container, instance. It holds no secret.
 */
export interface AwsDynamodbEndpoint extends DynamodbAddress {
  readonly credentials: 'default'
  /** The profile of the shared files. */
  readonly profile?: string
  /** The role to assume with these credentials. */
  readonly roleArn?: string
}

/** Connection URL of MongoDB. Its path is the database name. */
export interface MongoEndpoint {
  readonly url: string
}

/** The port of each store, unless another one is configured. */
export const STORE_PORTS: Readonly<Record<(typeof STORE_NAMES)[number], number>> = {
  postgres: 5432,
  dynamodb: 8000,
  mongo: 27017,
}

/** How clients connect to each store. */
export interface Endpoints {
  readonly postgres: PostgresEndpoint
  readonly dynamodb: DynamodbEndpoint
  readonly mongo: MongoEndpoint
}

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
