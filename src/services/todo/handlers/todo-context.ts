import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Clock } from '../../../core/clock.js'
import type { PageCursors } from '../../http/requests/page-cursor.js'
import type { UserDirectory } from '../../http/requests/user-directory.js'
import type { TodoRepository } from '../repository/todo-repository.js'

/** The dependencies of the handlers of the todo service. */
export interface TodoContext {
  readonly client: DynamoDBClient
  readonly table: string
  readonly repository: TodoRepository
  readonly users: UserDirectory
  readonly cursors: PageCursors
  readonly clock: Clock
}
