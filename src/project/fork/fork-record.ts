import type { Endpoints } from '../../core/endpoints.js'
import type { EngineRecord } from '../../providers/provider.js'

/** What a fork created, as plain JSON: everything that the reaper needs to remove it. */
export interface ForkRecord {
  /** The name of the PostgreSQL and MongoDB databases, and of the DynamoDB table if it is a copy in the same engine. */
  readonly name: string
  /** The endpoints of the forked stack. */
  readonly source: Endpoints
  /** The state directory of the fork's own DynamoDB engine, if it has one. */
  readonly home?: string
  readonly engine?: EngineRecord
}
