import { getIdAfterPrefix, stripIdPrefix } from '../../domain/prefixed-id.js'
import {
  TODO_KEY_NAMES,
  type TodoKeys,
  type TodoPriority,
  type TodoStatus,
  computeTodoKeys,
} from '../../domain/todo-item.js'
import type { DecodedKey, PlainRecord } from './record-view.js'

/** Splits the keys of an item at `#` and compares them with the keys computed from its attributes. */
export function decodeKeys(item: PlainRecord): readonly DecodedKey[] {
  const expected = computeExpectedKeys(item)
  return TODO_KEY_NAMES.flatMap((name) => {
    const raw = item[name]
    const wanted = expected[name]
    if (typeof raw !== 'string') {
      return wanted === undefined ? [] : [{ name, raw: '', parts: [], expected: wanted }]
    }
    return [
      {
        name,
        raw,
        parts: splitKey(raw),
        ...(wanted === undefined || wanted === raw ? {} : { expected: wanted }),
      },
    ]
  })
}

/** Splits `TODO#2024-10-05#HIGH#id` into `TODO#`, `2024-10-05`, `HIGH`, `id`. The prefix keeps its `#`, as in the ADR. */
function splitKey(raw: string): readonly string[] {
  const [head = '', ...rest] = raw.split('#')
  return rest.length === 0 ? [head] : [`${head}#`, ...rest]
}

/** The family is not among the other attributes, so it is taken from GSI1PK and checked as a reference. */
function computeExpectedKeys(item: PlainRecord): Partial<TodoKeys> {
  const text = (name: string): string | undefined => {
    const value = item[name]
    return typeof value === 'string' ? value : undefined
  }
  const [id, owner, assignedTo] = [text('id'), text('owner'), text('assigned_to')]
  if (id === undefined || owner === undefined || !text('SK')?.startsWith('TODO#')) return {}
  return computeTodoKeys({
    id,
    owner,
    family: getIdAfterPrefix(item['GSI1PK'], 'FAMILY#'),
    assignee: assignedTo === undefined ? undefined : stripIdPrefix(assignedTo, 'USER#'),
    dueDate: text('due_date'),
    priority: (text('priority') ?? 'medium') as TodoPriority,
    status: (text('status') ?? 'pending') as TodoStatus,
  })
}
