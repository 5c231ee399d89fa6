import type { StorePattern } from '../../../stores/contracts/access-pattern.js'
import { TODO_LIST_PATTERNS } from './todo-list-patterns.js'
import {
  archivedTodos,
  todoById,
  todosByDueDate,
  todosOfAssignee,
  todosOfFamily,
  todosOfOwner,
} from './todo-patterns.js'

/** The access patterns of the todo service, in the order in which `explain` runs them. */
export const TODO_PATTERNS: readonly StorePattern<'dynamodb'>[] = [
  ...TODO_LIST_PATTERNS,
  todosByDueDate,
  todoById,
  todosOfOwner,
  todosOfAssignee,
  todosOfFamily,
  archivedTodos,
]
