import { checkOptions } from '../../core/check-options.js'
import { createShapeRule, type OptionRules } from '../../core/option-rule.js'
import { createStoreRule, SERVICE_RULES } from '../http/server/service-rules.js'
import { systemClock } from '../../core/clock.js'
import type { DynamodbStore } from '../../stores/dynamodb/client/dynamodb-store.js'
import { serveOperations } from '../http/server/serve-operations.js'
import type { ServicePlugin } from '../http/server/service-plugin.js'
import type { ServiceContext } from '../http/requests/service-context.js'
import type { UserDirectory } from '../http/requests/user-directory.js'
import { createTodoRepository } from './repository/todo-repository.js'
import { todoRoutes } from './handlers/todo-routes.js'

export interface TodoServiceOptions extends ServiceContext {
  readonly dynamodb: Pick<DynamodbStore, 'client' | 'table'>
  /** Used to check that owner and assignee are members of the family. */
  readonly users: UserDirectory
}

const RULES: OptionRules<TodoServiceOptions> = {
  ...SERVICE_RULES,
  dynamodb: createStoreRule('dynamodb', 'client', 'table'),
  users: createShapeRule('an object with the function find', 'find'),
}

/** Creates the todo service, on DynamoDB, as a Fastify plugin. */
export function createTodoService(options: TodoServiceOptions): ServicePlugin {
  checkOptions('createTodoService', RULES, options, ['dynamodb', 'users', 'verifier', 'cursors'])
  const { client, table } = options.dynamodb
  const context = {
    client,
    table,
    repository: createTodoRepository(client, table),
    users: options.users,
    cursors: options.cursors,
    clock: options.clock ?? systemClock,
  }
  return async (app) => serveOperations(app, 'todo', options.verifier, todoRoutes(context))
}
