import { families, findFamily } from '../subjects/families.js'
import { checkEach, defineInvariant } from './invariant.js'

export const budgetReferences = defineInvariant({
  number: 12,
  name: 'budget-references',
  statement: "a budget's family and category exist",
  records: {
    budgets({ id, fields }, { categories }, report) {
      const name = fields['category']
      if (typeof name === 'string' && categories.has(name)) return
      const message = `Budget ${id}: its category ${JSON.stringify(name)} does not exist.`
      report({ store: 'mongo', id, message })
    },
  },
  subjects: [
    checkEach(families, (familyId, observations, report) => {
      if (findFamily(observations) !== undefined) return
      for (const budget of observations) {
        if (budget.kind !== 'budget') continue
        const message = `Budget ${budget.id}: its family ${familyId} does not exist.`
        report({ store: 'mongo', id: budget.id, message })
      }
    }),
  ],
})
