import type { StoreName } from '../core/store-name.js'

/** What must hold across the stores, by the numbers that `verify` names. */
export const INVARIANTS = {
  1: "a todo's owner exists, and the todo is in the owner's family",
  2: "a todo's assignee exists, in the same family",
  3: "a todo's keys agree with its attributes",
  4: "an expense's user and family exist and belong together",
  5: "an expense's category exists",
  6: "a receipt's items add up to the expense's amount, in one currency",
  7: 'every expense over 500 has exactly one review todo, and every review todo its expense',
  8: "a family's member_count equals its members",
  9: "a family's owner is a member of it",
  10: 'a user is a member of the family that they name',
  11: 'emails are unique without regard to case',
  12: 'a budget names a family and a category that exist',
  13: 'no event waits longer than a minute, and none is a dead letter',
  14: 'the event log has each event once',
} as const
export type InvariantNumber = keyof typeof INVARIANTS

/** How a record of a seeded family differs from what the generator says (`verify --dataset`). */
export type DatasetDifference = 'missing' | 'changed' | 'extra'

/** One broken record. */
export interface Violation {
  readonly invariant: InvariantNumber | DatasetDifference
  readonly store: StoreName
  /** Of the broken record. */
  readonly id: string
  readonly message: string
}

export type ReportViolation = (violation: Violation) => void
