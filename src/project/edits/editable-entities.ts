import type { InspectableEntity } from '../../domain/entities/registry.js'
import { getBudget, updateBudget } from '../../services/budget/api/budget-operations.js'
import { getExpense, updateExpense } from '../../services/budget/api/expense-operations.js'
import type { Operation } from '../../services/http/api/operation.js'
import { getFamily, updateFamily } from '../../services/identity/api/family-operations.js'
import { getMe, updateMe } from '../../services/identity/api/identity-operations.js'
import { getTodo, updateTodo } from '../../services/todo/api/todo-operations.js'
import type { ServiceName } from '../../core/service-name.js'
import { SERVICE_EDITED, type ServiceEdited } from './edited-entities.js'

/** On whose behalf a record is changed: this user, or the owner of this family. */
export interface Actor {
  readonly userId?: string | undefined
  readonly familyId?: string | undefined
}

/** How the service that owns the records of an entity changes one. */
export interface EditableEntity {
  readonly entity: ServiceEdited
  readonly service: ServiceName
  readonly read: Operation
  /** A PATCH operation: its body is the schema of the inputs. */
  readonly change: Operation
  /** Fields of the change that are not offered: they need more than a new value. */
  readonly hidden?: readonly string[]
  /** The entities that fields refer to. */
  readonly references?: Readonly<Record<string, InspectableEntity>>
  /** `record` is as stored. */
  findActor(record: Readonly<Record<string, unknown>>): Actor
}

/** Operations are data; their types differ. */
function toOperation(operation: object): Operation {
  return operation as Operation
}

const BY_ENTITY: Readonly<Record<ServiceEdited, Omit<EditableEntity, 'entity'>>> = {
  todo: {
    service: 'todo',
    read: toOperation(getTodo),
    change: toOperation(updateTodo),
    references: { owner: 'user', assigned_to: 'user' },
    findActor: ({ GSI1PK: visibility, PK: owner }) =>
      hasPrefix(visibility, 'FAMILY#')
        ? { familyId: stripPrefix(visibility) }
        : { userId: stripPrefix(owner) },
  },
  expense: {
    service: 'budget',
    read: toOperation(getExpense),
    change: toOperation(updateExpense),
    findActor: ({ family_id: family }) => ({ familyId: stripPrefix(family) }),
  },
  budget: {
    service: 'budget',
    read: toOperation(getBudget),
    change: toOperation(updateBudget),
    findActor: ({ family_id: family }) => ({ familyId: stripPrefix(family) }),
  },
  family: {
    service: 'identity',
    read: toOperation(getFamily),
    change: toOperation(updateFamily),
    findActor: ({ id }) => ({ familyId: stripPrefix(id) }),
  },
  user: {
    service: 'identity',
    read: toOperation(getMe),
    change: toOperation(updateMe),
    // They need the current password.
    hidden: ['email', 'password', 'current_password'],
    findActor: ({ id }) => ({ userId: stripPrefix(id) }),
  },
}

export const EDITABLE_ENTITIES: readonly EditableEntity[] = SERVICE_EDITED.map((entity) => ({
  entity,
  ...BY_ENTITY[entity],
}))

function hasPrefix(value: unknown, prefix: string): boolean {
  return typeof value === 'string' && value.startsWith(prefix)
}

/** `FAMILY#<uuid>`, `expense_<uuid>`: the UUID. */
export function stripPrefix(value: unknown): string {
  return typeof value === 'string' ? value.slice(-36) : ''
}
