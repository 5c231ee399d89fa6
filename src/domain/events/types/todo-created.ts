import { object, optional, string } from '../../../core/schema.js'
import { defineEvent } from '../define-event.js'
import { todoFields } from '../schemas.js'

/** A todo was created: by a request, with the todo as the API returns it, or for the review of an expense. */
export const todoCreated = defineEvent({
  type: 'todo.todo.created',
  data: object({
    todo: optional(todoFields),
    todo_id: optional(string()),
    owner: optional(string()),
    title: optional(string()),
    expense_id: optional(string()),
  }),
  describe: ({ todo, title = todo?.title, owner = todo?.owner }, name) =>
    `"${title ?? ''}" for ${name(owner)}`,
})
