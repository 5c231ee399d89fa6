import type { BudgetDocument } from '../domain/expense-document.js'
import { GOODS } from './goods.js'
import type { Household } from './household.js'
import { centsText, decimal } from './money.js'
import type { WorldBase } from './world-base.js'
import { daysBefore, monthBefore } from './world-time.js'

/** What the family means to spend: the last months' limits for its categories, the most common ones first. */
export function familyBudgets(world: WorldBase, family: Household): BudgetDocument[] {
  const { months, categories } = world.profile.budgets
  const names = Object.keys(GOODS).slice(0, categories)
  const budgets: BudgetDocument[] = []
  for (let back = months - 1; back >= 0; back--) {
    const month = monthBefore(world.anchor, back)
    const createdAt = Math.max(Date.parse(`${month}-01T06:00:00Z`), daysBefore(family.createdAt, -1))
    for (const [c, category] of names.entries()) {
      // The limit is the family's, not the month's: people rarely change it.
      const limit = family.random.at('budget').at(category).int(3, 16) * 50
      const id = world.ids.id(
        { kind: 'budget', family: family.index, member: 0, ordinal: back * 32 + c },
        createdAt,
      )
      budgets.push({
        _id: `budget_${id}`,
        family_id: `FAMILY#${family.id}`,
        category,
        month,
        limit: decimal(centsText(limit * 100)),
        currency: family.region.currency,
        version: 1,
        created_at: new Date(createdAt),
        updated_at: new Date(createdAt),
      })
    }
  }
  return budgets
}
