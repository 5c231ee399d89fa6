import type { PlainRecord } from '../../domain/entities/entity.js'
import { todo } from '../../domain/entities/todo.js'
import { findKeyProblem } from '../find-key-problem.js'
import { defineInvariant } from './invariant.js'

export const todoKeys = defineInvariant({
  number: 3,
  name: 'todo-keys',
  statement: "a todo's keys match its attributes",
  records: {
    todos({ id, fields }, _, report) {
      const problem = findTodoKeysProblem(fields)
      if (problem !== undefined) report({ store: 'dynamodb', id, message: `Todo ${id}: ${problem}.` })
    },
  },
})

/** Describes why the keys of a todo do not match its attributes; undefined if they do. */
export function findTodoKeysProblem(fields: PlainRecord): string | undefined {
  return findKeyProblem(todo, fields)
}
