import type { Operation } from '../http/operation.js'
import type { ServiceApi } from '../http/service-api.js'
import * as todos from './todo-operations.js'

/** Everything that the todo service can be asked. */
export const TODO_API: ServiceApi = {
  name: 'todo',
  description: 'What is to be done, by whom and by when.',
  operations: Object.values(todos) as readonly Operation[],
}
