import { todoOwner } from './01-todo-owner.js'
import { todoAssignee } from './02-todo-assignee.js'
import { todoKeys } from './03-todo-keys.js'
import { expenseOwner } from './04-expense-owner.js'
import { expenseCategory } from './05-expense-category.js'
import { receiptSum } from './06-receipt-sum.js'
import { largeExpenseReviews } from './07-large-expense-reviews.js'
import { memberCount } from './08-member-count.js'
import { familyOwner } from './09-family-owner.js'
import { userMembership } from './10-user-membership.js'
import { uniqueEmail } from './11-unique-email.js'
import { budgetReferences } from './12-budget-references.js'
import { invitationReferences } from './15-invitation-references.js'
import { deliveredEvents } from './13-delivered-events.js'
import { uniqueEvents } from './14-unique-events.js'

/** The invariants that `verify` checks, by number. Documentation and tests read this list. */
export const INVARIANTS = [
  todoOwner,
  todoAssignee,
  todoKeys,
  expenseOwner,
  expenseCategory,
  receiptSum,
  largeExpenseReviews,
  memberCount,
  familyOwner,
  userMembership,
  uniqueEmail,
  budgetReferences,
  deliveredEvents,
  uniqueEvents,
  invitationReferences,
] as const

export type InvariantNumber = (typeof INVARIANTS)[number]['number']
