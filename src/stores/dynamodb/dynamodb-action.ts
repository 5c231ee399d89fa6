import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'

/** A global secondary index. Key attributes are strings unless `N` or `B` is said with `types` of the table. */
export interface DynamodbIndex {
  readonly name: string
  readonly partitionKey: string
  readonly sortKey?: string
  /** Default `ALL`; a list of attributes means `INCLUDE`. */
  readonly projection?: 'ALL' | 'KEYS_ONLY' | readonly string[]
}

/** What the `run` of a module gets. */
export interface DynamodbRunContext {
  readonly client: DynamoDBClient
  /** The table that the todo service owns. */
  readonly table: string
  readonly signal: AbortSignal
  /** The step was begun before and cut off: what it did then is still there. */
  readonly resumed: boolean
  readonly progress: (note: string) => void
}

type KeyTypes = Readonly<Record<string, 'S' | 'N' | 'B'>>

/** One step of a DynamoDB migration, by the word that it has in the file. `table` is the todo table unless it is named. */
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
  /** No attribute: switches it off. */
  | { readonly timeToLive: { readonly table?: string; readonly attribute?: string } }
  /** A PartiQL statement without parameters. It has to be safe to repeat. */
  | { readonly statement: string }
  /** Modules only. It has to be safe to repeat. */
  | { readonly run: (context: DynamodbRunContext) => Promise<void> }

/** A migration of DynamoDB as a JSON file or a module's `migration` states it. */
export interface DynamodbMigration {
  readonly after?: readonly string[]
  /** Why there is no way back. */
  readonly irreversible?: string
  readonly up: readonly (DynamodbAction & { readonly name: string })[]
  readonly down?: readonly (DynamodbAction & { readonly name: string })[]
}
