import type { SchemaType } from '../../core/schema.js'
import type { EventEnvelope } from '../event-envelope.js'
import { budgetCreated } from './types/budget-created.js'
import { categoryCreated } from './types/category-created.js'
import { categoryDeleted } from './types/category-deleted.js'
import { categoryUpdated } from './types/category-updated.js'
import { expenseCreated } from './types/expense-created.js'
import { expenseDeleted } from './types/expense-deleted.js'
import { expenseUpdated } from './types/expense-updated.js'
import { familyDeleted } from './types/family-deleted.js'
import { familyDeletionRequested } from './types/family-deletion-requested.js'
import { invitationCreated } from './types/invitation-created.js'
import { invitationAccepted } from './types/invitation-accepted.js'
import { invitationDeclined } from './types/invitation-declined.js'
import { invitationRevoked } from './types/invitation-revoked.js'
import { todoCreated } from './types/todo-created.js'
import { todoDeleted } from './types/todo-deleted.js'
import { todoUpdated } from './types/todo-updated.js'
import { userDeleted } from './types/user-deleted.js'
import { userRegistered } from './types/user-registered.js'
import { userUpdated } from './types/user-updated.js'

/** All types of events that services publish. */
export const EVENT_DEFINITIONS = [
  userRegistered,
  userUpdated,
  userDeleted,
  familyDeletionRequested,
  familyDeleted,
  invitationCreated,
  invitationAccepted,
  invitationDeclined,
  invitationRevoked,
  todoCreated,
  todoUpdated,
  todoDeleted,
  expenseCreated,
  expenseUpdated,
  expenseDeleted,
  budgetCreated,
  categoryCreated,
  categoryUpdated,
  categoryDeleted,
] as const

type AnyDefinition = (typeof EVENT_DEFINITIONS)[number]
export type EventType = AnyDefinition['type']

/** The data of events of a type. */
export type EventData<Type extends EventType> = Type extends EventType
  ? SchemaType<Extract<AnyDefinition, { readonly type: Type }>['data']>
  : never

/** An event of a type. With several types, `event.type` tells them apart. */
export type TypedEvent<Type extends EventType> = Type extends EventType
  ? EventEnvelope<Type, EventData<Type>>
  : never
