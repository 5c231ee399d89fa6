import { families, findFamily } from '../subjects/families.js'
import { findUser, users } from '../subjects/users.js'
import { checkEach, defineInvariant } from './invariant.js'

export const expenseOwner = defineInvariant({
  number: 4,
  name: 'expense-owner',
  statement: "an expense's user and family exist, and the user belongs to the family",
  subjects: [
    checkEach(users, (userId, observations, report) => {
      const user = findUser(observations)
      for (const expense of observations) {
        if (expense.kind !== 'expense' || (user !== undefined && expense.family === user.family)) continue
        const message = user
          ? `Expense ${expense.id} belongs to family ${expense.family}, but its user ${userId} to ${user.family ?? 'no family'}.`
          : `Expense ${expense.id}: its user ${userId} does not exist.`
        report({ store: 'mongo', id: expense.id, message })
      }
    }),
    checkEach(families, (familyId, observations, report) => {
      if (findFamily(observations) !== undefined) return
      for (const expense of observations) {
        if (expense.kind !== 'expense') continue
        const message = `Expense ${expense.id}: its family ${familyId} does not exist.`
        report({ store: 'mongo', id: expense.id, message })
      }
    }),
  ],
})
