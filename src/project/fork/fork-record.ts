import type { Endpoints } from '../../core/endpoints.js'
import type { EngineRecord } from '../../providers/provider.js'

/** What a fork made, as plain JSON: what its guardian needs to remove it. */
export interface ForkRecord {
  /** Names the PostgreSQL and MongoDB databases, and the DynamoDB table where that is a copy. */
  readonly name: string
  /** Where the stack is that was forked. */
  readonly source: Endpoints
  /** The folder of the fork's own DynamoDB engine, where it has one. */
  readonly home?: string
  readonly engine?: EngineRecord
}
