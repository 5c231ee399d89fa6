import type { PatternSamples } from '../../../domain/pattern-samples.js'
import {
  definePattern,
  type PatternDescription,
  type StorePattern,
} from '../../../stores/contracts/access-pattern.js'
import type { DynamodbRequest } from '../../../core/store-types.js'
import type { TodoQuery } from '../api/todo-schemas.js'
import { buildTodoQuery } from './build-todo-query.js'
import { planTodoQuery } from './plan-todo-query.js'

const FIRST_PAGE = { limit: 50, ascending: true }

/** The filters of `listTodos` that are common, each with the index that `planTodoQuery` must choose. */
export const TODO_LIST_PATTERNS: readonly StorePattern<'dynamodb'>[] = [
  defineListPattern('todo.of-user', "a user's todos by due date", 'table', (s) => ({
    owner: s.user,
  })),
  defineListPattern('todo.of-family', "a family's todos by due date", 'GSI1', () => ({})),
  defineListPattern('todo.high-priority', "a user's high-priority todos of a date", 'table', (s) => ({
    owner: s.user,
    due_date: s.dueDate,
    priority: 'high',
  })),
  defineListPattern('todo.family-day', "a family's todos of a date", 'GSI2', (s) => ({
    due_date: s.dueDate,
  })),
  defineListPattern('todo.assigned', 'open todos of an assignee, most urgent first', 'GSI3', (s) => ({
    assigned_to: s.assignee,
    status: 'pending',
  })),
  defineListPattern('todo.overdue', 'overdue todos of an assignee', 'GSI3', (s) => ({
    assigned_to: s.assignee,
    overdue: true,
  })),
]

function defineListPattern(
  name: string,
  summary: string,
  index: PatternDescription<'dynamodb'>['index'],
  toQuery: (samples: PatternSamples) => TodoQuery,
): StorePattern<'dynamodb'> {
  return definePattern({
    name,
    store: 'dynamodb',
    summary,
    index,
    request: (query: TodoQuery, familyId: string, userId: string, now: string): DynamodbRequest => {
      const plan = planTodoQuery(query, [`FAMILY#${familyId}`, `USER#${userId}`], now)
      if (plan === undefined) throw new Error(`The date range of ${name} is empty.`)
      return buildTodoQuery(plan, FIRST_PAGE)
    },
    sample: (s) => [toQuery(s), s.family, s.user, s.dueDate],
  })
}
