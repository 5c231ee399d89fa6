import { findUser, getTodoPartition, users } from '../subjects/users.js'
import { checkEach, defineInvariant } from './invariant.js'

export const todoOwner = defineInvariant({
  number: 1,
  name: 'todo-owner',
  statement: "a todo's owner exists, and the todo is in the owner's family",
  subjects: [
    checkEach(users, (userId, observations, report) => {
      const user = findUser(observations)
      const partition = getTodoPartition(userId, user?.family)
      for (const todo of observations) {
        if (todo.kind !== 'todo' || (user !== undefined && todo.partition === partition)) continue
        const message = user
          ? `Todo ${todo.id} is in ${todo.partition}, but its owner ${userId} is in ${partition}.`
          : `Todo ${todo.id}: its owner ${userId} does not exist.`
        report({ store: 'dynamodb', id: todo.id, message })
      }
    }),
  ],
})
