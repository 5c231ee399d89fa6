import type { StoreName } from '../core/store-name.js'

/** The invariants that must hold across the stores, by the numbers that `verify` reports. */
export const INVARIANTS = {
  1: "a todo's owner exists, and the todo is in the owner's family",
  2: "a todo's assignee exists and is in the same family",
  3: "a todo's keys match its attributes",
  4: "an expense's user and family exist, and the user belongs to the family",
  5: "an expense's category exists",
  6: "the items of a receipt add up to the expense's amount, in one currency",
  7: 'every expense over 500 has exactly one review todo, and every review todo has its expense',
  8: "a family's member_count equals the number of its members",
  9: "a family's owner is a member of it",
  10: 'a user is a member of the family that family_id names',
  11: 'email addresses are unique, ignoring case',
  12: "a budget's family and category exist",
  13: 'no event waits in an outbox for more than a minute, and there are no dead letters',
  14: 'each event is in the event log once',
} as const
export type InvariantNumber = keyof typeof INVARIANTS

/** How a record of a seeded family differs from the dataset (`verify --dataset`). */
export type DatasetDifference = 'missing' | 'changed' | 'extra'

/** A record that violates an invariant or differs from the dataset. */
export interface Violation {
  readonly invariant: InvariantNumber | DatasetDifference
  readonly store: StoreName
  /** The id of the record. */
  readonly id: string
  readonly message: string
}

export type ReportViolation = (violation: Violation) => void
