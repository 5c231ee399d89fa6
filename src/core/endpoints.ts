/** Where a running PostgreSQL is reached. `url` is direct; `poolUrl` goes through PgBouncer where there is one. */
export interface PostgresEndpoint {
  readonly url: string
  readonly poolUrl?: string
}

/** Where DynamoDB is reached, and the table that the todo service owns. */
export interface DynamodbEndpoint {
  readonly endpoint: string
  readonly region: string
  readonly table: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** Where MongoDB is reached; the URL's path names the database. */
export interface MongoEndpoint {
  readonly url: string
}

export interface Endpoints {
  readonly postgres: PostgresEndpoint
  readonly dynamodb: DynamodbEndpoint
  readonly mongo: MongoEndpoint
}
