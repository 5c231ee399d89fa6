import { isRecord } from '../../core/is-record.js'
import { defineInvariant } from './invariant.js'

export const expenseCategory = defineInvariant({
  number: 5,
  name: 'expense-category',
  statement: "an expense's category exists",
  records: {
    expenses({ id, fields }, { categories }, report) {
      // Deleted, but stored until its last event is in the event log.
      if (fields['deleted_at'] !== undefined) return
      const { category } = fields
      const name = isRecord(category) ? category['primary'] : category
      if (typeof name === 'string' && categories.has(name)) return
      const message = `Expense ${id}: its category ${JSON.stringify(name)} does not exist.`
      report({ store: 'mongo', id, message })
    },
  },
})
