/** Types of the events that other services consume: `type` in the envelope. */
export const EVENT_TYPES = {
  userRegistered: 'identity.user.registered',
  userUpdated: 'identity.user.updated',
  userDeleted: 'identity.user.deleted',
  /** Requests the saga that deletes a family in all stores. `subject` and `data.family_id` are the family's id. */
  familyDeletionRequested: 'identity.family.deletion_requested',
  familyDeleted: 'identity.family.deleted',
  todoCreated: 'todo.todo.created',
  todoUpdated: 'todo.todo.updated',
  todoDeleted: 'todo.todo.deleted',
  expenseCreated: 'budget.expense.created',
  expenseUpdated: 'budget.expense.updated',
  expenseDeleted: 'budget.expense.deleted',
  /** `data` is the category without its outbox. */
  categoryCreated: 'budget.category.created',
  categoryUpdated: 'budget.category.updated',
  categoryDeleted: 'budget.category.deleted',
} as const

export type EventType = (typeof EVENT_TYPES)[keyof typeof EVENT_TYPES]

/** A PostgreSQL transaction that wrote to the outbox notifies this channel: `NOTIFY homemanager_outbox`. */
export const OUTBOX_CHANNEL = 'homemanager_outbox'
