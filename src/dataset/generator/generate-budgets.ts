import type { BudgetDocument } from '../../domain/expense-document.js'
import { PRODUCTS_BY_CATEGORY } from './products.js'
import type { GeneratedFamily } from './generate-family.js'
import { formatCents, toDecimal128 } from './format-cents.js'
import type { GeneratorContext } from './generator-context.js'
import { getMidnightDaysBefore, subtractMonths } from './calendar.js'

/** The family's budgets of the last months: one for each of the most common categories. */
export function generateBudgets(context: GeneratorContext, family: GeneratedFamily): BudgetDocument[] {
  const { months, categories } = context.profile.budgets
  const names = Object.keys(PRODUCTS_BY_CATEGORY).slice(0, categories)
  const budgets: BudgetDocument[] = []
  for (let back = months - 1; back >= 0; back--) {
    const month = subtractMonths(context.anchor, back)
    const createdAt = Math.max(
      Date.parse(`${month}-01T06:00:00Z`),
      getMidnightDaysBefore(family.createdAt, -1),
    )
    for (const [c, category] of names.entries()) {
      // The same limit in every month: people rarely change it.
      const limit = family.random.derive('budget').derive(category).int(3, 16) * 50
      const id = context.ids.encode(
        { kind: 'budget', family: family.index, member: 0, ordinal: back * 32 + c },
        createdAt,
      )
      budgets.push({
        _id: `budget_${id}`,
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
  return budgets
}
