import { createGeneratorInput } from './create-generator-input.js'
import { generateExpenses } from './entities/expenses.js'
import type { FamilyPlan, LargeExpense, PlannedInvitation } from './family-plan.js'
import type { GeneratorContext } from './generator-context.js'
import { planFamily } from './plan-family.js'
import { planInvitations } from './plan-invitations.js'
import { planLargeExpenses } from './plan-large-expenses.js'

/** Plans the family with this index. The result depends on the arguments only. */
export function createFamilyPlan(context: GeneratorContext, index: number): FamilyPlan {
  const family = planFamily(context, index)
  let largeExpenses: readonly LargeExpense[] | undefined
  let invitations: readonly PlannedInvitation[] | undefined
  return {
    ...family,
    get largeExpenses() {
      const input = createGeneratorInput(context, family, 'expense')
      return (largeExpenses ??= planLargeExpenses(context.ids, family, generateExpenses(input, 'large')))
    },
    get invitations() {
      return (invitations ??= planInvitations(context, family))
    },
  }
}
