import type { BudgetDocument } from '../../../domain/entities/budget.js'
import { PRODUCTS_BY_CATEGORY } from '../products.js'
import { formatCents, toDecimal128 } from '../format-cents.js'
import { getMidnightDaysBefore, subtractMonths } from '../calendar.js'
import { defineGenerator } from '../entity-generator.js'

/** The family's budgets of the last months: one for each of the most common categories. */
export const budgets = defineGenerator('budgets', {
  generate({ family, profile, random, time, createId }) {
    const names = Object.keys(PRODUCTS_BY_CATEGORY).slice(0, profile.budgets.categories)
    const documents: BudgetDocument[] = []
    for (let back = profile.budgets.months - 1; back >= 0; back--) {
      const month = subtractMonths(time.anchor, back)
      const createdAt = Math.max(
        Date.parse(`${month}-01T06:00:00Z`),
        getMidnightDaysBefore(family.createdAt, -1),
      )
      for (const [c, category] of names.entries()) {
        // The same limit in every month: people rarely change it.
        const limit = random.derive('budget').derive(category).int(3, 16) * 50
        documents.push({
          _id: `budget_${createId({ ordinal: back * 32 + c }, createdAt)}`,
          family_id: `FAMILY#${family.id}`,
          category,
          month,
          limit: toDecimal128(formatCents(limit * 100)),
          currency: family.region.currency,
          version: 1,
          created_at: new Date(createdAt),
          updated_at: new Date(createdAt),
        })
      }
    }
    return documents
  },
})
