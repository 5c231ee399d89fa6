import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'

/** A global secondary index. Key attributes are strings unless `types` of the table declares them as `N` or `B`. */
export interface DynamodbIndex {
  readonly name: string
  readonly partitionKey: string
  readonly sortKey?: string
  /** Default `ALL`; an array of attributes means `INCLUDE`. */
  readonly projection?: 'ALL' | 'KEYS_ONLY' | readonly string[]
}

/** The argument of a module's `run` function. */
export interface DynamodbRunContext {
  readonly client: DynamoDBClient
  /** The table that the todo service owns. */
  readonly table: string
  readonly signal: AbortSignal
  /** An earlier run of the step was interrupted and may have written some data. */
  readonly resumed: boolean
  readonly progress: (note: string) => void
}

/** Types of key attributes by name. */
export type KeyTypes = Readonly<Record<string, 'S' | 'N' | 'B'>>

/** One step of a DynamoDB migration, named as in the file. `table` defaults to the table of the todo service. */
export type DynamodbAction =
  | {
      readonly createTable: {
        readonly table?: string
        readonly partitionKey: string
        readonly sortKey?: string
        readonly types?: KeyTypes
        readonly indexes?: readonly DynamodbIndex[]
      }
    }
  | { readonly deleteTable: { readonly table?: string } }
  | { readonly addIndex: DynamodbIndex & { readonly table?: string; readonly types?: KeyTypes } }
  | { readonly dropIndex: { readonly table?: string; readonly name: string } }
  /** Without `attribute`: disables time to live. */
  | { readonly timeToLive: { readonly table?: string; readonly attribute?: string } }
  /** A PartiQL statement without parameters. Must be idempotent. */
  | { readonly statement: string }
  /** Modules only. Must be idempotent. */
  | { readonly run: (context: DynamodbRunContext) => Promise<void> }

/** A DynamoDB migration: the content of a JSON file or the `migration` export of a module. */
export interface DynamodbMigration {
  readonly after?: readonly string[]
  /** Why the migration cannot be reverted. */
  readonly irreversible?: string
  readonly up: readonly (DynamodbAction & { readonly name: string })[]
  readonly down?: readonly (DynamodbAction & { readonly name: string })[]
}
