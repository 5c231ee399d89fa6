import { findUser, getTodoPartitions, users } from '../subjects/users.js'
import { checkEach, defineInvariant } from './invariant.js'

/** A todo outside a family can be assigned to its owner only. */
export const todoAssignee = defineInvariant({
  number: 2,
  name: 'todo-assignee',
  statement:
    "a todo's assignee exists and is in the same family; a private todo is assigned to its owner only",
  subjects: [
    checkEach(users, (userId, observations, report) => {
      const user = findUser(observations)
      const partitions = getTodoPartitions(userId, user?.family)
      for (const todo of observations) {
        if (todo.kind !== 'assigned' || (user !== undefined && partitions.includes(todo.partition))) continue
        const message = user
          ? `Todo ${todo.id} is in ${todo.partition || 'no partition'}, but its assignee ${userId} is in ${partitions[0]}.`
          : `Todo ${todo.id}: its assignee ${userId} does not exist.`
        report({ store: 'dynamodb', id: todo.id, message })
      }
    }),
  ],
})
