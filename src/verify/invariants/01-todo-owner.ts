import { findUser, getTodoPartitions, users } from '../subjects/users.js'
import { checkEach, defineInvariant } from './invariant.js'

export const todoOwner = defineInvariant({
  number: 1,
  name: 'todo-owner',
  statement: "a todo's owner exists, and the todo is private or in the owner's family",
  subjects: [
    checkEach(users, (userId, observations, report) => {
      const user = findUser(observations)
      const partitions = getTodoPartitions(userId, user?.family)
      for (const todo of observations) {
        if (todo.kind !== 'todo' || (user !== undefined && partitions.includes(todo.partition))) continue
        const message = user
          ? `Todo ${todo.id} is in ${todo.partition || 'no partition'}, but its owner ${userId} is in ${partitions[0]}.`
          : `Todo ${todo.id}: its owner ${userId} does not exist.`
        report({ store: 'dynamodb', id: todo.id, message })
      }
    }),
  ],
})
