import { findUser, getTodoPartition, users } from '../subjects/users.js'
import { checkEach, defineInvariant } from './invariant.js'

/** A todo outside a family can be assigned to its owner only. */
export const todoAssignee = defineInvariant({
  number: 2,
  name: 'todo-assignee',
  statement: "a todo's assignee exists and is in the same family",
  subjects: [
    checkEach(users, (userId, observations, report) => {
      const user = findUser(observations)
      const partition = getTodoPartition(userId, user?.family)
      for (const todo of observations) {
        if (todo.kind !== 'assigned' || (user !== undefined && todo.partition === partition)) continue
        const message = user
          ? `Todo ${todo.id} is in ${todo.partition}, but its assignee ${userId} is in ${partition}.`
          : `Todo ${todo.id}: its assignee ${userId} does not exist.`
        report({ store: 'dynamodb', id: todo.id, message })
      }
    }),
  ],
})
