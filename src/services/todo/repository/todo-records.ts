import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { unmarshall } from '@aws-sdk/util-dynamodb'
import type { Item } from '../../../stores/dynamodb/client/item-reader.js'
import { type TodoItem, computeTodoKeys, type TodoKeyInput } from '../../../domain/entities/todo.js'
import type { Principal } from '../../http/requests/principal.js'
import type { NewTodo, Todo, TodoChange } from '../api/todo-schemas.js'

const USER_PREFIX = 'USER#'
const FAMILY_PREFIX = 'FAMILY#'

/** The item of a todo without the computed keys, with its family. */
export type TodoAttributes = Omit<TodoItem, keyof ReturnType<typeof computeTodoKeys>> & {
  readonly family: string | undefined
}

/** Builds the item of a todo with its computed keys. */
export function buildTodoItem(attributes: TodoAttributes): TodoItem {
  const { family: _, ...rest } = attributes
  return { ...computeTodoKeys(toTodoKeyInput(attributes)), ...rest }
}

export function toNewTodoAttributes(
  id: string,
  body: NewTodo,
  principal: Principal,
  now: Date,
): TodoAttributes {
  const time = toIsoSeconds(now)
  return {
    id,
    owner: body.owner ?? principal.userId,
    family: principal.familyId,
    title: body.title,
    status: 'pending',
    priority: body.priority ?? 'medium',
    ...toOptionalAttributes(body),
    tags: body.tags ?? [],
    version: 1,
    created_at: time,
    updated_at: time,
  }
}

/** The attributes after a change; `null` clears a field. */
export function applyTodoChange(item: TodoItem, change: TodoChange, now: Date): TodoAttributes {
  const { PK: _pk, SK: _sk, GSI1PK, GSI1SK: _due, GSI3PK: _assignee, GSI3SK: _order, ...before } = item
  const status = change.status ?? item.status
  const cleared = new Set(
    Object.entries(change)
      .filter(([, value]) => value === null)
      .map(([name]) => name),
  )
  if (status !== 'completed') cleared.add('completed_at')
  const remaining = Object.fromEntries(Object.entries(before).filter(([name]) => !cleared.has(name)))
  const time = toIsoSeconds(now)
  return {
    ...(remaining as typeof before),
    ...(change.title === undefined ? {} : { title: change.title }),
    ...(change.owner === undefined ? {} : { owner: change.owner }),
    ...(change.priority === undefined ? {} : { priority: change.priority }),
    ...(change.tags === undefined ? {} : { tags: change.tags }),
    ...toOptionalAttributes(change),
    status,
    ...(status === 'completed' ? { completed_at: item.completed_at ?? time } : {}),
    family: removePrefix(GSI1PK, FAMILY_PREFIX),
    version: item.version + 1,
    updated_at: time,
  }
}

/**
 * The public representation of an item as DynamoDB returns it. Reads the attributes of a todo only: converting all of them with
 * `unmarshall` first would take as long as parsing the response.
 */
export function readTodo(item: Item): Todo {
  const { ai_metadata: metadata, tags, version } = item
  return toTodo({
    id: getText(item, 'id') ?? '',
    owner: getText(item, 'owner') ?? '',
    GSI1PK: getText(item, 'GSI1PK') ?? '',
    title: getText(item, 'title') ?? '',
    description: getText(item, 'description'),
    status: getText(item, 'status') as TodoItem['status'],
    priority: getText(item, 'priority') as TodoItem['priority'],
    assigned_to: getText(item, 'assigned_to'),
    tags: tags && (readValue(tags) as readonly string[]),
    due_date: getText(item, 'due_date'),
    ai_metadata: metadata && (readValue(metadata) as TodoItem['ai_metadata']),
    completed_at: getText(item, 'completed_at'),
    version: Number(version?.N),
    created_at: getText(item, 'created_at') ?? '',
    updated_at: getText(item, 'updated_at') ?? '',
  })
}

function getText(item: Item, name: keyof TodoItem): string | undefined {
  return item[name]?.S
}

function readValue(value: AttributeValue): unknown {
  return unmarshall(value as object as Item, { convertWithoutMapWrapper: true })
}

/** The attributes of an item that are public. */
type PublicTodoItem = Pick<
  TodoItem,
  'id' | 'owner' | 'GSI1PK' | 'title' | 'status' | 'priority' | 'version' | 'created_at' | 'updated_at'
> & {
  readonly [Name in 'description' | 'assigned_to' | 'tags' | 'due_date' | 'ai_metadata' | 'completed_at']?:
    | TodoItem[Name]
    | undefined
}

/** The public representation of a todo. */
export function toTodo(item: PublicTodoItem): Todo {
  const assignee = item.assigned_to === undefined ? undefined : removePrefix(item.assigned_to, USER_PREFIX)
  return {
    id: item.id,
    owner: item.owner,
    family_id: removePrefix(item.GSI1PK, FAMILY_PREFIX) ?? null,
    title: item.title,
    ...(item.description === undefined ? {} : { description: item.description }),
    status: item.status,
    priority: item.priority,
    ...(assignee === undefined ? {} : { assigned_to: assignee }),
    tags: item.tags ?? [],
    ...(item.due_date === undefined ? {} : { due_date: item.due_date }),
    ...(item.ai_metadata === undefined ? {} : { ai_metadata: item.ai_metadata }),
    ...(item.completed_at === undefined ? {} : { completed_at: item.completed_at }),
    version: item.version,
    created_at: item.created_at,
    updated_at: item.updated_at,
  }
}

/** Whether the caller may read a todo: it belongs to their family, or to them from before they joined one. */
export function isVisible(item: TodoItem, principal: Principal): boolean {
  return getVisibleScopes(principal).includes(item.GSI1PK)
}

/** The values of `GSI1PK` that the caller may read, the family's first. */
export function getVisibleScopes(principal: Principal): readonly string[] {
  const own = `${USER_PREFIX}${principal.userId}`
  return principal.familyId === undefined ? [own] : [`${FAMILY_PREFIX}${principal.familyId}`, own]
}

/** ISO 8601 in UTC, without zero milliseconds, as in ADR-002. */
export function toIsoSeconds(time: Date | string): string {
  return new Date(time).toISOString().replace('.000Z', 'Z')
}

function toTodoKeyInput(attributes: TodoAttributes): TodoKeyInput {
  return {
    id: attributes.id,
    owner: attributes.owner,
    family: attributes.family,
    assignee:
      attributes.assigned_to === undefined ? undefined : removePrefix(attributes.assigned_to, USER_PREFIX),
    dueDate: attributes.due_date,
    priority: attributes.priority,
    status: attributes.status,
  }
}

/** The optional attributes in a request body. */
function toOptionalAttributes(
  body: NewTodo | TodoChange,
): Partial<Pick<TodoItem, 'description' | 'assigned_to' | 'due_date' | 'ai_metadata'>> {
  return {
    ...(typeof body.description === 'string' ? { description: body.description } : {}),
    ...(typeof body.assigned_to === 'string' ? { assigned_to: `${USER_PREFIX}${body.assigned_to}` } : {}),
    ...(typeof body.due_date === 'string' ? { due_date: toIsoSeconds(body.due_date) } : {}),
    ...(body.ai_metadata === undefined || body.ai_metadata === null ? {} : { ai_metadata: body.ai_metadata }),
  }
}

function removePrefix(value: string, prefix: string): string | undefined {
  return value.startsWith(prefix) ? value.slice(prefix.length) : undefined
}
